namespace LlmCourse.Alignment;

/// <summary>Sample several responses and keep the one that the reward model likes best: no training, and a known distance. (Chapter 12.)</summary>
public static class BestOfN
{
    /// <summary>
    /// How far the best of n lies from the policy that it was drawn from, ln n − (n − 1)/n nats; exact where no two responses have the same
    /// reward. (Stiennon et al. 2020, appendix G.3; Gao et al. 2022, section 2.)
    /// </summary>
    /// <exception cref="ArgumentException">n is below 1.</exception>
    public static double KL(int n) => n >= 1 ? Math.Log(n) - ((n - 1.0) / n) : throw new ArgumentException($"The best of {n} responses does not exist; sample at least 1.");

    /// <summary>The number of the best response of each group.</summary>
    /// <param name="rewards">The rewards, group by group.</param>
    /// <param name="group">Responses in a group, n.</param>
    /// <exception cref="ArgumentException">The rewards do not make whole groups.</exception>
    public static int[] Choose(IReadOnlyList<double> rewards, int group)
    {
        if (group < 1 || rewards.Count % group != 0)
        {
            throw new ArgumentException($"{rewards.Count} rewards do not make groups of {group}.");
        }

        return [.. Enumerable.Range(0, rewards.Count / group).Select(g => Enumerable.Range(g * group, group).MaxBy(row => rewards[row]))];
    }

    /// <summary>
    /// What the best of n is worth on average, for every n up to the number of samples and from the same samples: sorted by the proxy, sample k of N is the best of n drawn
    /// ones with probability C(k−1, n−1) / C(N, n). (Nakano et al. 2021, WebGPT, appendix I.)
    /// </summary>
    /// <param name="proxy">What the responses to one request are worth to the one who chooses.</param>
    /// <param name="worth">What they are worth to the one who measures.</param>
    /// <param name="n">How many are drawn.</param>
    /// <exception cref="ArgumentException">There are not as many of one as of the other, or not n.</exception>
    public static double Expected(IReadOnlyList<double> proxy, IReadOnlyList<double> worth, int n)
    {
        if (proxy.Count != worth.Count || n < 1 || n > proxy.Count)
        {
            throw new ArgumentException($"There are {proxy.Count} proxies and {worth.Count} worths; give one of each for at least {n} samples, and n of at least 1.");
        }

        double[] sorted = [.. proxy.Zip(worth).OrderByDescending(pair => pair.First).Select(pair => pair.Second)];
        var (sum, share, left) = (0.0, (double)n / proxy.Count, proxy.Count); // the chance that the very best is among the n
        foreach (var value in sorted)
        {
            sum += share * value;
            share *= (double)(left - n) / (left - 1 > 0 ? left - 1 : 1);
            left--;
        }

        return sum;
    }
}
