// Typical wrong answers to the exercises of chapter 07. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 07-rule / the token itself
// hint: You returned the token that was found, which is the last one again
long Induce(long[] tokens)
{
    var last = Array.LastIndexOf(tokens, tokens[^1], tokens.Length - 2);
    return last < 0 ? -1 : tokens[last];
}

// mistake: 07-rule / the place
// hint: You returned a place in the text
long Induce(long[] tokens)
{
    var last = Array.LastIndexOf(tokens, tokens[^1], tokens.Length - 2);
    return last < 0 ? -1 : last + 1;
}

// mistake: 07-rule / the first occurrence
// hint: You stopped at the first occurrence
long Induce(long[] tokens)
{
    var first = Array.IndexOf(tokens, tokens[^1], 0, tokens.Length - 1);
    return first < 0 ? -1 : tokens[first + 1];
}

// mistake: 07-rule / finds itself
// hint: start before the last token.
long Induce(long[] tokens)
{
    var last = Array.LastIndexOf(tokens, tokens[^1]);
    return last < 0 ? -1 : tokens[last + 1];
}

// mistake: 07-rule / guesses when it does not know
// hint: You returned a token although the last one never occurred before
long Induce(long[] tokens)
{
    var last = Array.LastIndexOf(tokens, tokens[^1], tokens.Length - 2);
    return tokens[last + 1];
}

// mistake: 07-prefix / looks at the token itself
// hint: You added up the weights on the earlier occurrence itself
double PrefixScore(float[][] weights, long[] tokens)
{
    var scores = new List<double>();
    for (var t = 1; t < tokens.Length; t++)
    {
        var followers = Enumerable.Range(0, t).Where(j => tokens[j] == tokens[t]).ToArray();
        if (followers.Length > 0)
        {
            scores.Add(followers.Sum(j => weights[t][j]));
        }
    }

    return scores.Average();
}

// mistake: 07-prefix / divides by all positions
// hint: You divided by the number of all positions
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

    return scores.Sum() / tokens.Length;
}

// mistake: 07-prefix / the last occurrence alone
// hint: You count the follower of the last occurrence only
double PrefixScore(float[][] weights, long[] tokens)
{
    var scores = new List<double>();
    for (var t = 1; t < tokens.Length; t++)
    {
        var followers = Enumerable.Range(1, t).Where(j => tokens[j - 1] == tokens[t]).ToArray();
        if (followers.Length > 0)
        {
            scores.Add(weights[t][followers[^1]]);
        }
    }

    return scores.Average();
}

// mistake: 07-prefix / the mean over occurrences
// hint: You took the mean over the occurrences of a token
double PrefixScore(float[][] weights, long[] tokens)
{
    var scores = new List<double>();
    for (var t = 1; t < tokens.Length; t++)
    {
        var followers = Enumerable.Range(1, t).Where(j => tokens[j - 1] == tokens[t]).ToArray();
        if (followers.Length > 0)
        {
            scores.Add(followers.Average(j => weights[t][j]));
        }
    }

    return scores.Average();
}

// mistake: 07-ridge / divides by the squares of y
// hint: You divided by the sum of y²
double RidgeOfOne(double[] x, double[] y, double lambda) => x.Zip(y, (a, b) => a * b).Sum() / (y.Sum(a => a * a) + lambda);

// mistake: 07-ridge / the square of the sum
// hint: You squared the sum of x
double RidgeOfOne(double[] x, double[] y, double lambda) => x.Zip(y, (a, b) => a * b).Sum() / (x.Sum() * x.Sum() + lambda);

// mistake: 07-ridge / a ratio of sums
// hint: That is the sum of y over the sum of x and λ
double RidgeOfOne(double[] x, double[] y, double lambda) => y.Sum() / (x.Sum() + lambda);

// mistake: 07-ridge / means in place of sums
// hint: You took means, beside which λ weighs more with every example
double RidgeOfOne(double[] x, double[] y, double lambda) => x.Length == 0 ? 0 : x.Zip(y, (a, b) => a * b).Average() / (x.Average(a => a * a) + lambda);

// mistake: 07-ridge / subtracts
// hint: You subtracted λ below the line, which pushes w away from zero
double RidgeOfOne(double[] x, double[] y, double lambda) => x.Zip(y, (a, b) => a * b).Sum() / (x.Sum(a => a * a) - lambda);
