namespace LlmCourse.Evaluation;

/// <summary>
/// Tests whether tokens were drawn from the distributions that they should come from, though each has another. Lay a token's distribution out on the line from 0 to 1, and draw a place within the token's
/// own part: if the token is honest, the place is equally likely everywhere (Rosenblatt 1952), so that places of all tokens can be counted together, in cells of equal width, by a chi-square test
/// (Pearson 1900). A rival's favourites are laid out first, so that its influence, if there were any, would fill the first cells. (Chapter 15.)
/// </summary>
/// <param name="cells">Cells of the line.</param>
public sealed class SamplingAudit(int cells = 40)
{
    private readonly long[] counts = new long[cells];
    private double overlap;

    /// <summary>Tokens so far.</summary>
    public long Tokens => counts.Sum();

    /// <summary>What the distribution and the rival's have in common, Σ min(p, q), on average: the share of a draft's guesses that a speculative decoder keeps. (Leviathan et al. 2022, corollary 3.6.)</summary>
    public double Overlap => overlap / Tokens;

    /// <summary>Share of the tokens in each cell.</summary>
    public IReadOnlyList<double> Shares => [.. counts.Select(count => count / (double)Tokens)];

    /// <summary>The squared distance from equal counts, each over what is expected.</summary>
    public double ChiSquare => counts.Sum(count => Math.Pow(count - (Tokens / (double)cells), 2) / (Tokens / (double)cells));

    /// <summary>How likely counts at least so unequal are by luck alone. (By the cube root of Wilson and Hilferty 1931, exact to a few thousandths.)</summary>
    public double PValue
    {
        get
        {
            var freedom = cells - 1.0;
            var (mean, deviation) = (1 - (2 / (9 * freedom)), Math.Sqrt(2 / (9 * freedom)));
            return UpperTail((Math.Cbrt(ChiSquare / freedom) - mean) / deviation);
        }
    }

    /// <summary>Adds a token.</summary>
    /// <param name="distribution">Where it should come from. [V]</param>
    /// <param name="rival">Where else it might come from. [V]</param>
    /// <param name="token">The token.</param>
    /// <param name="luck">A place within the token's part, 0 to 1, by chance.</param>
    /// <exception cref="ArgumentException">The distributions are of different length, or the token cannot come from the first.</exception>
    public void Add(IReadOnlyList<double> distribution, IReadOnlyList<double> rival, int token, double luck)
    {
        if (distribution.Count != rival.Count || distribution[token] <= 0)
        {
            throw new ArgumentException($"Token {token} cannot have come from this distribution over {distribution.Count} tokens (the rival's has {rival.Count}).");
        }

        var own = rival[token] / distribution[token];
        var before = luck * distribution[token];
        for (var other = 0; other < distribution.Count; other++)
        {
            overlap += Math.Min(distribution[other], rival[other]);
            var isBefore = distribution[other] > 0 && rival[other] / distribution[other] is var favour && (favour > own || (favour == own && other < token));
            before += isBefore ? distribution[other] : 0;
        }

        counts[Math.Clamp((int)(before * cells), 0, cells - 1)]++;
    }

    /// <summary>The share of a normal distribution above z, by Abramowitz and Stegun 26.2.17, exact to 7.5e-8.</summary>
    private static double UpperTail(double z)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var polynomial = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
        return z >= 0 ? tail : 1 - tail;
    }
}
