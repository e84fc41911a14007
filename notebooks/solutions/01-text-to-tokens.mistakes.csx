// Typical wrong answers to the exercises of chapter 01. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 01-entropy / bits
// hint: These are 3 bits
double Entropy(IReadOnlyList<double> p) => -p.Where(x => x > 0).Sum(x => x * Math.Log2(x));

// mistake: 01-entropy / the wrong sign
// hint: The logarithm of a probability is below 0, and surprise is minus that.
double Entropy(IReadOnlyList<double> p) => p.Where(x => x > 0).Sum(x => x * Math.Log(x));

// mistake: 01-entropy / a mean of a mean
// hint: You divided by the number of outcomes as well
double Entropy(IReadOnlyList<double> p) => -p.Where(x => x > 0).Average(x => x * Math.Log(x));

// mistake: 01-entropy / surprise without its weight
// hint: You added up the surprise of all outcomes alike
double Entropy(IReadOnlyList<double> p) => -p.Where(x => x > 0).Sum(x => Math.Log(x));

// mistake: 01-entropy / zero times minus infinity
// hint: leave outcomes with p = 0 out
double Entropy(IReadOnlyList<double> p) => -p.Sum(x => x * Math.Log(x));

// mistake: 01-merge / the right token stays
// hint: The right token of each pair is still there
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = new List<int>();
    for (var i = 0; i < word.Length; i++)
    {
        var found = i + 1 < word.Length && (word[i], word[i + 1]) == pair;
        result.Add(found ? merged : word[i]);
    }

    return [.. result];
}

// mistake: 01-merge / the first pair alone
// hint: You merged the first pair only
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = new List<int>();
    for (var i = 0; i < word.Length; i++)
    {
        var found = !result.Contains(merged) && i + 1 < word.Length && (word[i], word[i + 1]) == pair;
        result.Add(found ? merged : word[i]);
        i += found ? 1 : 0;
    }

    return [.. result];
}

// mistake: 01-merge / from the right
// hint: You merged from the right
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = word.ToList();
    for (var i = result.Count - 2; i >= 0; i--)
    {
        if (i + 1 < result.Count && (result[i], result[i + 1]) == pair)
        {
            result[i] = merged;
            result.RemoveAt(i + 1);
        }
    }

    return [.. result];
}

// mistake: 01-merge / the last token is lost
// hint: The last token is lost
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = new List<int>();
    for (var i = 0; i < word.Length - 1; i++)
    {
        var found = (word[i], word[i + 1]) == pair;
        result.Add(found ? merged : word[i]);
        i += found ? 1 : 0;
    }

    return [.. result];
}

// mistake: 01-merge / one token twice
// hint: You used the middle 7 twice
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = new List<int>();
    for (var i = 0; i < word.Length; i++)
    {
        var left = i + 1 < word.Length && (word[i], word[i + 1]) == pair;
        var right = i > 0 && (word[i - 1], word[i]) == pair;
        if (left) { result.Add(merged); }
        else if (!right) { result.Add(word[i]); }
    }

    return [.. result];
}

// mistake: 01-merge / looks past the end
// hint: Look at the next token only where there is one.
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = new List<int>();
    for (var i = 0; i < word.Length; i++)
    {
        var found = (word[i], word[i + 1]) == pair;
        result.Add(found ? merged : word[i]);
        i += found ? 1 : 0;
    }

    return [.. result];
}

// mistake: 01-merge / changes the word
// hint: Build a new list
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var length = 0;
    for (var i = 0; i < word.Length; i++)
    {
        var found = i + 1 < word.Length && (word[i], word[i + 1]) == pair;
        word[length++] = found ? merged : word[i];
        i += found ? 1 : 0;
    }

    return word[..length];
}

// mistake: 01-compare / multiplies
// hint: You multiplied by ln 2
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken * Math.Log(2) / bytesPerToken;

string Better() => BitsOf(3.40, 2.9) < BitsOf(1.24, 1) ? "A" : "B";

// mistake: 01-compare / nats stay nats
// hint: These are still nats
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken / bytesPerToken;

string Better() => BitsOf(3.40, 2.9) < BitsOf(1.24, 1) ? "A" : "B";

// mistake: 01-compare / forgets the bytes
// hint: These are bits per token
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken / Math.Log(2);

string Better() => BitsOf(3.40, 2.9) < BitsOf(1.24, 1) ? "A" : "B";

// mistake: 01-compare / multiplies by the bytes
// hint: You multiplied by the bytes
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken / Math.Log(2) * bytesPerToken;

string Better() => BitsOf(3.40, 2.9) < BitsOf(1.24, 1) ? "A" : "B";

// mistake: 01-compare / compares unlike things
// hint: compare both per byte
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken / Math.Log(2) / bytesPerToken;

string Better() => 3.40 < 1.24 ? "A" : "B";

// mistake: 01-trigram / the wrong sign
// hint: A loss is not negative
double TrigramLoss(int[] train, int[] validation, int vocabulary)
{
    var ones = train.CountBy(a => a).ToDictionary();
    var pairs = train.Zip(train.Skip(1)).CountBy(p => p).ToDictionary();
    var triples = train.Zip(train.Skip(1), train.Skip(2)).CountBy(t => t).ToDictionary();
    double P(int a, int b, int c)
    {
        var p1 = (ones.GetValueOrDefault(c) + 1.0) / (train.Length + vocabulary);
        var p2 = ones.GetValueOrDefault(b) is var seen and > 0 ? pairs.GetValueOrDefault((b, c)) / (double)seen : p1;
        var p3 = pairs.GetValueOrDefault((a, b)) is var both and > 0 ? triples.GetValueOrDefault((a, b, c)) / (double)both : p2;
        return (0.75 * p3) + (0.2 * p2) + (0.05 * p1);
    }

    return validation.Zip(validation.Skip(1), validation.Skip(2)).Average(t => Math.Log(P(t.First, t.Second, t.Third)));
}

// mistake: 01-trigram / no probability for the unseen
// hint: What was never seen got probability 0, and -ln 0 is infinite
double TrigramLoss(int[] train, int[] validation, int vocabulary)
{
    var ones = train.CountBy(a => a).ToDictionary();
    var pairs = train.Zip(train.Skip(1)).CountBy(p => p).ToDictionary();
    var triples = train.Zip(train.Skip(1), train.Skip(2)).CountBy(t => t).ToDictionary();
    double P(int a, int b, int c)
    {
        var p1 = ones.GetValueOrDefault(c) / (double)train.Length;
        var p2 = ones.GetValueOrDefault(b) is var seen and > 0 ? pairs.GetValueOrDefault((b, c)) / (double)seen : p1;
        var p3 = pairs.GetValueOrDefault((a, b)) is var both and > 0 ? triples.GetValueOrDefault((a, b, c)) / (double)both : p2;
        return (0.75 * p3) + (0.2 * p2) + (0.05 * p1);
    }

    return validation.Zip(validation.Skip(1), validation.Skip(2)).Average(t => -Math.Log(P(t.First, t.Second, t.Third)));
}

// mistake: 01-trigram / zero over zero
// hint: nothing can be divided by its count
double TrigramLoss(int[] train, int[] validation, int vocabulary)
{
    var ones = train.CountBy(a => a).ToDictionary();
    var pairs = train.Zip(train.Skip(1)).CountBy(p => p).ToDictionary();
    var triples = train.Zip(train.Skip(1), train.Skip(2)).CountBy(t => t).ToDictionary();
    double P(int a, int b, int c)
    {
        var p1 = (ones.GetValueOrDefault(c) + 1.0) / (train.Length + vocabulary);
        var p2 = pairs.GetValueOrDefault((b, c)) / (double)ones.GetValueOrDefault(b);
        var p3 = triples.GetValueOrDefault((a, b, c)) / (double)pairs.GetValueOrDefault((a, b));
        return (0.75 * p3) + (0.2 * p2) + (0.05 * p1);
    }

    return validation.Zip(validation.Skip(1), validation.Skip(2)).Average(t => -Math.Log(P(t.First, t.Second, t.Third)));
}

// mistake: 01-trigram / a sum
// hint: You added up the surprises of all tokens
double TrigramLoss(int[] train, int[] validation, int vocabulary)
{
    var ones = train.CountBy(a => a).ToDictionary();
    var pairs = train.Zip(train.Skip(1)).CountBy(p => p).ToDictionary();
    var triples = train.Zip(train.Skip(1), train.Skip(2)).CountBy(t => t).ToDictionary();
    double P(int a, int b, int c)
    {
        var p1 = (ones.GetValueOrDefault(c) + 1.0) / (train.Length + vocabulary);
        var p2 = ones.GetValueOrDefault(b) is var seen and > 0 ? pairs.GetValueOrDefault((b, c)) / (double)seen : p1;
        var p3 = pairs.GetValueOrDefault((a, b)) is var both and > 0 ? triples.GetValueOrDefault((a, b, c)) / (double)both : p2;
        return (0.75 * p3) + (0.2 * p2) + (0.05 * p1);
    }

    return validation.Zip(validation.Skip(1), validation.Skip(2)).Sum(t => -Math.Log(P(t.First, t.Second, t.Third)));
}

// mistake: 01-trigram / mostly pairs
// hint: Give most of the weight to the triples
double TrigramLoss(int[] train, int[] validation, int vocabulary)
{
    var ones = train.CountBy(a => a).ToDictionary();
    var pairs = train.Zip(train.Skip(1)).CountBy(p => p).ToDictionary();
    var triples = train.Zip(train.Skip(1), train.Skip(2)).CountBy(t => t).ToDictionary();
    double P(int a, int b, int c)
    {
        var p1 = (ones.GetValueOrDefault(c) + 1.0) / (train.Length + vocabulary);
        var p2 = ones.GetValueOrDefault(b) is var seen and > 0 ? pairs.GetValueOrDefault((b, c)) / (double)seen : p1;
        var p3 = pairs.GetValueOrDefault((a, b)) is var both and > 0 ? triples.GetValueOrDefault((a, b, c)) / (double)both : p2;
        return (0.05 * p3) + (0.2 * p2) + (0.75 * p1);
    }

    return validation.Zip(validation.Skip(1), validation.Skip(2)).Average(t => -Math.Log(P(t.First, t.Second, t.Third)));
}
