// Solutions of chapter 01. Each section takes the place of the exercise cell of that name.

// exercise: 01-entropy
double Entropy(IReadOnlyList<double> p) => -p.Where(x => x > 0).Sum(x => x * Math.Log(x));

new Exercise("01-entropy", "Write the entropy of a distribution in nats.", 5)
    .Check("a die with 8 sides has ln 8",
        () => Math.Abs(Entropy(Enumerable.Repeat(1 / 8.0, 8).ToArray()) - Math.Log(8)) < 1e-9,
        "Sum −p ln p over all outcomes.")
    .Check("what is certain has none, and what is impossible does no harm",
        () => Entropy([0, 1, 0]) == 0,
        "0 · ln 0 is NaN in C#; in the limit it is 0, so leave p = 0 out.")
    .Check("a bent coin has less than a fair one",
        () => Entropy([0.9, 0.1]) is > 0.32 and < 0.33,
        "For (0.9, 0.1) it is 0.325.")

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

new Exercise("01-merge", "Replace a pair of neighbours by a new token, from the left.", 10)
    .Check("every occurrence is merged",
        () => Merge([1, 2, 3, 1, 2], (1, 2), 9).SequenceEqual([9, 3, 9]),
        "Go through the word; where the pair stands, add the new token and step over both.")
    .Check("what overlaps is merged from the left",
        () => Merge([7, 7, 7], (7, 7), 9).SequenceEqual([9, 7]),
        "After a merge go on behind it: 7 7 7 becomes 9 7, not 7 9.")
    .Check("a word of one token stays",
        () => Merge([5], (5, 5), 9).SequenceEqual([5]),
        "Look at the next token only where there is one.")
    .Check("the word given is not changed",
        () => { int[] word = [1, 2]; Merge(word, (1, 2), 9); return word.SequenceEqual([1, 2]); },
        "Build a new list.")

// exercise: 01-compare
double BitsOf(double natsPerToken, double bytesPerToken) => natsPerToken / Math.Log(2) / bytesPerToken;

string Better() => BitsOf(3.40, 2.9) < BitsOf(1.24, 1) ? "A" : "B";

new Exercise("01-compare", "Bring both losses to bits per byte, and name the better model.", 10)
    .Check("1 nat on 1 byte is 1.4427 bits per byte",
        () => Math.Abs(BitsOf(1, 1) - 1.442695) < 1e-5,
        "A nat is 1 / ln 2 bits.")
    .Check("longer tokens spread the loss over more bytes",
        () => Math.Abs(BitsOf(3.4, 2.9) - 1.691436) < 1e-5,
        "Divide by the bytes of a token.")
    .Check("the better model is named",
        () => Better() == "A",
        "Less is better: compare BitsOf(3.40, 2.9) with BitsOf(1.24, 1).")

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

int[] Ids(TokenDataset part) => [.. part.Chunks().SelectMany(c => c).Select(token => (int)token)];
new Exercise("01-trigram", "Mix triples, pairs and single characters, and beat the bigram on the validation part.", 30)
    .Check("it is a loss: after a b comes a c, always",
        () => TrigramLoss([0, 1, 2, 0, 1, 2, 0, 1, 2], [0, 1, 2], 3) is >= 0 and < 0.7,
        "Mean of −ln p; p must be the mixture.")
    .Check("what was never seen stays possible",
        () => double.IsFinite(TrigramLoss([0, 0, 0, 0], [1, 1, 1], 2)),
        "Smooth the single characters with + 1, and where a context was never seen, fall back on fewer.")
    .Check("it beats the bigram by a tenth of a nat and more",
        () => TrigramLoss(Ids(train), Ids(validation), characters.VocabularySize) < bigramLoss - 0.1,
        "Give most of the weight to the triples, and smooth little.")
