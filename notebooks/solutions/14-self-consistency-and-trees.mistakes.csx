// Typical wrong answers to the exercises of chapter 14. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 14-majority / exactly two
// hint: That is the chance of exactly two right chains
double Majority(double p, int m)
{
    var (term, sum) = (Math.Pow(1 - p, m), 0.0);
    for (var k = 0; k <= m; k++)
    {
        if (k == (m + 1) / 2) { sum += term; }
        term *= (double)(m - k) / (k + 1) * p / (1 - p);
    }

    return sum;
}

// mistake: 14-majority / all
// hint: That is the chance that all three are right
double Majority(double p, int m) => Math.Pow(p, m);

// mistake: 14-majority / at least one
// hint: That is the chance that at least one is right
double Majority(double p, int m) => 1 - Math.Pow(1 - p, m);

// mistake: 14-majority / ways not counted
// hint: Two of three can be right in three ways, and you counted one
double Majority(double p, int m)
{
    var (term, sum) = (Math.Pow(1 - p, m), 0.0);
    for (var k = 0; k <= m; k++)
    {
        if (2 * k > m) { sum += term; }
        term *= p / (1 - p);
    }

    return sum;
}

// mistake: 14-majority / a vote changes nothing
// hint: Your vote is right as often as one chain
double Majority(double p, int m) => p;

// mistake: 14-majority / factorials
// hint: infinity over infinity is NaN
double Majority(double p, int m)
{
    double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (a, b) => a * b);
    double Ways(int k) => Factorial(m) / (Factorial(k) * Factorial(m - k));
    return Enumerable.Range(0, m + 1).Where(k => 2 * k > m).Sum(k => Ways(k) * Math.Pow(p, k) * Math.Pow(1 - p, m - k));
}

// mistake: 14-limit / half of the votes
// hint: You asked for more than half of the votes
double Limit(double[][] problems) => problems.Average(answers => answers[0] > 0.5 ? 1.0 : 0);

// mistake: 14-limit / the chance of one chain
// hint: That is how often a single chain is right
double Limit(double[][] problems) => problems.Average(answers => answers[0]);

// mistake: 14-limit / a tie counts
// hint: You counted the tie as solved
double Limit(double[][] problems) => problems.Average(answers => answers[0] >= answers.Max() ? 1.0 : 0);

// mistake: 14-limit / a count
// hint: That is how many problems are solved
double Limit(double[][] problems) => problems.Count(answers => answers.Skip(1).All(other => answers[0] > other));

// mistake: 14-price / the beam from the start
// hint: You expanded a full beam at the first level
int TreePrice(int k, int b, int d)
{
    var (price, kept) = (0, b);
    for (var level = 0; level < d; level++)
    {
        price += k * kept;
        kept = Math.Min(b, k * kept);
    }

    return price;
}

int EqualChains(int k, int b, int d) => TreePrice(k, b, d) / d;

// mistake: 14-price / what is kept
// hint: You counted the states that are kept
int TreePrice(int k, int b, int d)
{
    var (price, kept) = (0, 1);
    for (var level = 0; level < d; level++)
    {
        price += Math.Min(b, k * kept);
        kept = Math.Min(b, k * kept);
    }

    return price;
}

int EqualChains(int k, int b, int d) => TreePrice(k, b, d) / d;

// mistake: 14-price / a full tree
// hint: That is a tree in which nothing is dropped
int TreePrice(int k, int b, int d)
{
    var (price, kept) = (0, 1);
    for (var level = 0; level < d; level++)
    {
        price += k * kept;
        kept = k * kept;
    }

    return price;
}

int EqualChains(int k, int b, int d) => TreePrice(k, b, d) / d;

// mistake: 14-price / a beam that is always full
// hint: You let five states be kept after the root, but it has two children only
int TreePrice(int k, int b, int d)
{
    var (price, kept) = (0, 1);
    for (var level = 0; level < d; level++)
    {
        price += k * kept;
        kept = b;
    }

    return price;
}

int EqualChains(int k, int b, int d) => TreePrice(k, b, d) / d;

// mistake: 14-price / rounded up
// hint: Fourteen chains would write 42 steps, more than the tree
int TreePrice(int k, int b, int d)
{
    var (price, kept) = (0, 1);
    for (var level = 0; level < d; level++)
    {
        price += k * kept;
        kept = Math.Min(b, k * kept);
    }

    return price;
}

int EqualChains(int k, int b, int d) => (TreePrice(k, b, d) + d - 1) / d;

// mistake: 14-price / steps for chains
// hint: These are steps
int TreePrice(int k, int b, int d)
{
    var (price, kept) = (0, 1);
    for (var level = 0; level < d; level++)
    {
        price += k * kept;
        kept = Math.Min(b, k * kept);
    }

    return price;
}

int EqualChains(int k, int b, int d) => TreePrice(k, b, d);

// mistake: 14-pass / drawn with replacement
// hint: You drew with replacement, which is biased here
double PassAt(int n, int c, int k) => 1 - Math.Pow(1 - ((double)c / n), k);

// mistake: 14-pass / the share of right chains
// hint: That is the chance of a single draw
double PassAt(int n, int c, int k) => (double)c / n;

// mistake: 14-pass / all wrong
// hint: That is the chance that all k are wrong
double PassAt(int n, int c, int k)
{
    var allWrong = 1.0;
    for (var i = n - c + 1; i <= n; i++) { allWrong *= Math.Max(0, 1 - ((double)k / i)); }
    return allWrong;
}

// mistake: 14-pass / all right
// hint: That is the chance that all k are right
double PassAt(int n, int c, int k)
{
    var allRight = 1.0;
    for (var i = 0; i < k; i++) { allRight *= Math.Max(0, c - i) / (double)(n - i); }
    return allRight;
}

// mistake: 14-pass / factorials
// hint: infinity over infinity is NaN
double PassAt(int n, int c, int k)
{
    double Factorial(int x) => Enumerable.Range(1, x).Aggregate(1.0, (a, b) => a * b);
    double Ways(int from) => Factorial(from) / (Factorial(k) * Factorial(from - k));
    return n - c < k ? 1 : 1 - (Ways(n - c) / Ways(n));
}

// mistake: 14-groups / forgets the all-lost groups
// hint: You left out only the groups that won all
double Teaches(double p, int group) => 1 - Math.Pow(p, group);
int SmallestGroup(double p) => Enumerable.Range(2, 10_000).First(group => Teaches(p, group) >= 0.5);

// mistake: 14-groups / forgets the all-won groups
// hint: You left out only the groups that lost all
double Teaches(double p, int group) => 1 - Math.Pow(1 - p, group);
int SmallestGroup(double p) => Enumerable.Range(2, 10_000).First(group => Teaches(p, group) >= 0.5);

// mistake: 14-groups / equal groups teach
// hint: That is how often a group teaches nothing
double Teaches(double p, int group) => Math.Pow(p, group) + Math.Pow(1 - p, group);
int SmallestGroup(double p) => Enumerable.Range(2, 10_000).First(group => Teaches(p, group) >= 0.5);

// mistake: 14-groups / more than one half
// hint: One half is enough
double Teaches(double p, int group) => 1 - Math.Pow(p, group) - Math.Pow(1 - p, group);
int SmallestGroup(double p) => Enumerable.Range(2, 10_000).First(group => Teaches(p, group) > 0.5);

// mistake: 14-groups / one win is expected
// hint: A group in which one win is to be expected is not it
double Teaches(double p, int group) => 1 - Math.Pow(p, group) - Math.Pow(1 - p, group);
int SmallestGroup(double p) => (int)Math.Ceiling(1 / Math.Min(p, 1 - p));
