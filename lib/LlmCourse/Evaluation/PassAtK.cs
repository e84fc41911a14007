namespace LlmCourse.Evaluation;

/// <summary>How probably at least one of k tries succeeds, estimated without bias from more tries than k. (Chen et al. 2021, section 2.1; chapter 14.)</summary>
public static class PassAtK
{
    /// <summary>1 − C(n − c, k) / C(n, k), as a product that does not overflow.</summary>
    /// <param name="tries">The tries at one problem, n.</param>
    /// <param name="successes">Those that succeeded, c.</param>
    /// <param name="k">How many tries are granted.</param>
    /// <exception cref="ArgumentException">k is below 1 or above the number of tries, or there are more successes than tries.</exception>
    public static double Of(int tries, int successes, int k)
    {
        if (k < 1 || k > tries || successes < 0 || successes > tries)
        {
            throw new ArgumentException($"Of {tries} tries with {successes} successes, pass@{k} cannot be estimated; k must lie between 1 and the number of tries, and the successes between 0 and that number.");
        }

        if (tries - successes < k)
        {
            return 1; // so few have failed that k tries cannot all be among them
        }

        var allFail = 1.0;
        for (var i = tries - successes + 1; i <= tries; i++)
        {
            allFail *= 1 - ((double)k / i);
        }

        return 1 - allFail;
    }
}
