namespace LlmCourse.Evaluation;

/// <summary>
/// The interval of a share. Unlike the usual ± it stays within 0 and 1, and it is not empty when all or none succeeded. (Wilson 1927; chapter 08.)
/// </summary>
public static class Wilson
{
    /// <summary>The interval of a number of successes in independent trials.</summary>
    /// <exception cref="ArgumentException">There were no trials, or more successes than trials.</exception>
    public static Estimate Of(int successes, int trials)
    {
        if (trials < 1 || successes < 0 || successes > trials)
        {
            throw new ArgumentException($"An interval needs at least one trial and 0 to as many successes, but there were {successes} successes in {trials} trials.");
        }

        const double z = Estimate.Deviations, square = z * z;
        var share = (double)successes / trials;
        var middle = (share + (square / (2 * trials))) / (1 + (square / trials));
        var half = z / (1 + (square / trials)) * Math.Sqrt((share * (1 - share) / trials) + (square / (4.0 * trials * trials)));
        return new Estimate(share, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
