// Solutions of chapter 01. Each section takes the place of the exercise cell of that name.

// exercise: 01-entropy
double Entropy(IReadOnlyList<double> p) => -p.Where(x => x > 0).Sum(x => x * Math.Log(x));

// exercise: 01-merge
int[] Merge(int[] word, (int Left, int Right) pair, int merged)
{
    var result = new List<int>();
    for (var i = 0; i < word.Length; i++)
    {
        var found = i + 1 < word.Length && (word[i], word[i + 1]) == pair;
        result.Add(found ? merged : word[i]);
        i += found ? 1 : 0;
    }

    return [.. result];
}

// exercise: 01-compare
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken / Math.Log(2) / bytesPerToken;

string Better() => BitsOf(3.40, 2.9) < BitsOf(1.24, 1) ? "A" : "B";

// exercise: 01-trigram
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

    return validation.Zip(validation.Skip(1), validation.Skip(2)).Average(t => -Math.Log(P(t.First, t.Second, t.Third)));
}
