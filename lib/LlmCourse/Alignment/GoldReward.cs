namespace LlmCourse.Alignment;

/// <summary>What responses are really worth. Nobody trains on it here: it is what the others are measured by. (Gao et al. 2022, section 2; chapter 12.)</summary>
public sealed class GoldReward : IReward
{
    /// <inheritdoc/>
    public double[] Score(IReadOnlyList<Response> responses) => [.. responses.Select(response => response.Grade.Total)];
}
