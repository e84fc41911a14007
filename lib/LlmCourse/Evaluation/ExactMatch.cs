namespace LlmCourse.Evaluation;

/// <summary>1 for an answer that is right from its first token to its last, else 0: all or nothing. (Schaeffer et al. 2023; chapter 08.)</summary>
public sealed class ExactMatch : IMetric
{
    /// <inheritdoc/>
    public string Name => "exact match (share)";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(Answer answer) => answer.Expected.SequenceEqual(answer.Given) ? 1 : 0;
}
