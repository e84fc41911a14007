namespace LlmCourse.Evaluation;

/// <summary>Share of an answer's places that hold the right token; a missing or superfluous token is a wrong one. (Chapter 08.)</summary>
public sealed class TokenAccuracy : IMetric
{
    /// <inheritdoc/>
    public string Name => "token accuracy (share)";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(Answer answer)
    {
        var places = Math.Max(answer.Expected.Count, answer.Given.Count);
        return places == 0 ? 1 : (double)answer.Expected.Zip(answer.Given).Count(pair => pair.First == pair.Second) / places;
    }
}
