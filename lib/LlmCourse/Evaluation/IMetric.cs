namespace LlmCourse.Evaluation;

/// <summary>A number for one answer; its mean over many is what is reported. Metrics can be swapped, and the answers stay. (Chapter 08.)</summary>
public interface IMetric
{
    /// <summary>What is measured, in a few words, with its unit.</summary>
    public string Name { get; }

    /// <summary>True when a larger number is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>The number for one answer.</summary>
    /// <exception cref="ArgumentException">The metric needs probabilities, and the answer has none.</exception>
    public double Score(Answer answer);
}
