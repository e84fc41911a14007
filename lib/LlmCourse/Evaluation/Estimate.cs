using System.Globalization;

namespace LlmCourse.Evaluation;

/// <summary>
/// A mean over examples, and where it would lie with other examples of the same kind: in 95 of 100 such measurements the interval holds the
/// true mean. (Chapters 07 and 08.)
/// </summary>
/// <param name="Value">What was measured.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>Normal numbers lie within this many deviations of their mean in 95 of 100 cases.</summary>
    internal const double Deviations = 1.959964;

    /// <summary>The interval of a metric's mean over answers: <see cref="Wilson"/> where every score is 0 or 1, else <see cref="Bootstrap"/>.</summary>
    /// <exception cref="ArgumentException">There are no answers.</exception>
    public static Estimate Of(IMetric metric, IEnumerable<Answer> answers, int seed = 42)
    {
        double[] scores = [.. answers.Select(metric.Score)];
        return Array.TrueForAll(scores, score => score is 0 or 1) ? Wilson.Of((int)scores.Sum(), scores.Length) : Bootstrap.Mean(scores, seed);
    }

    /// <summary>The value and both ends.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:G3} ({Low:G3} to {High:G3})");
}
