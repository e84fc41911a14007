namespace LlmCourse.Evaluation;

/// <summary>
/// How far stated confidences lie from what comes true: confidences are sorted into bins of equal width, and in each the mean confidence is compared with the share that was right. (Naeini et al.
/// 2015; Guo et al. 2017, section 2; chapter 14.)
/// </summary>
public static class CalibrationError
{
    /// <summary>The bins that hold anything: mean confidence, share right, and how many.</summary>
    /// <exception cref="ArgumentException">There is nothing to bin, or a confidence is no probability.</exception>
    public static IReadOnlyList<(double Confidence, double Right, int Count)> Bins(IReadOnlyList<(double Confidence, bool IsRight)> claims, int bins = 10)
    {
        if (claims.Count == 0 || bins < 1 || claims.Any(claim => claim.Confidence is not (>= 0 and <= 1)))
        {
            throw new ArgumentException($"Calibration needs at least 1 bin ({bins}) and at least 1 confidence ({claims.Count}), all from 0 to 1.");
        }

        return [.. claims.GroupBy(claim => Math.Min(bins - 1, (int)(claim.Confidence * bins))).OrderBy(bin => bin.Key)
            .Select(bin => (bin.Average(claim => claim.Confidence), bin.Average(claim => claim.IsRight ? 1.0 : 0), bin.Count()))];
    }

    /// <summary>The expected calibration error, ECE: the bins' gaps, weighted by what they hold; 0 is perfect.</summary>
    /// <exception cref="ArgumentException">There is nothing to bin, or a confidence is no probability.</exception>
    public static double Expected(IReadOnlyList<(double Confidence, bool IsRight)> claims, int bins = 10) =>
        Bins(claims, bins).Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Right)) / claims.Count;
}
