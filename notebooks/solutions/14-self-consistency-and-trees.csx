// Solutions of chapter 14. Each section takes the place of the exercise's cell.

// exercise: 14-majority
double Majority(double p, int m)
{
    var (term, sum) = (Math.Pow(1 - p, m), 0.0);   // the probability of k right chains, from k = 0 on
    for (var k = 0; k <= m; k++)
    {
        if (2 * k > m) { sum += term; }
        term *= (double)(m - k) / (k + 1) * p / (1 - p);
    }

    return sum;
}

// exercise: 14-limit
double Limit(double[][] problems) => problems.Average(answers => answers.Skip(1).All(other => answers[0] > other) ? 1.0 : 0);

// exercise: 14-price
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

int EqualChains(int k, int b, int d) => TreePrice(k, b, d) / d;

// exercise: 14-pass
double PassAt(int n, int c, int k)
{
    var allWrong = 1.0;
    for (var i = n - c + 1; i <= n; i++) { allWrong *= Math.Max(0, 1 - ((double)k / i)); }
    return n - c < k ? 1 : 1 - allWrong;
}

// exercise: 14-groups
double Teaches(double p, int group) => 1 - Math.Pow(p, group) - Math.Pow(1 - p, group);
int SmallestGroup(double p) => Enumerable.Range(2, 10_000).First(group => Teaches(p, group) >= 0.5);
