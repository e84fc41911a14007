// Solutions of chapter 07. Each section takes the place of the exercise's cell.

// exercise: 07-rule
long Induce(long[] tokens)
{
    var last = Array.LastIndexOf(tokens, tokens[^1], tokens.Length - 2);
    return last < 0 ? -1 : tokens[last + 1];
}

// exercise: 07-prefix
double PrefixScore(float[][] weights, long[] tokens)
{
    var scores = new List<double>();
    for (var t = 1; t < tokens.Length; t++)
    {
        var followers = Enumerable.Range(1, t).Where(j => tokens[j - 1] == tokens[t]).ToArray();
        if (followers.Length > 0)
        {
            scores.Add(followers.Sum(j => weights[t][j]));
        }
    }

    return scores.Average();
}

// exercise: 07-ridge
double RidgeOfOne(double[] x, double[] y, double lambda) => x.Zip(y, (a, b) => a * b).Sum() / (x.Sum(a => a * a) + lambda);
