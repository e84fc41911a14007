namespace LlmCourse.Alignment;

/// <summary>
/// Several reward models, of which each has seen other pairs or started otherwise. Where they disagree, none of them knows, and a cautious reward says less: mean − caution ·
/// deviation. (Coste et al. 2023, section 3; chapters 11 and 12.)
/// </summary>
/// <param name="Models">The reward models, each normalised over the same responses.</param>
/// <param name="Caution">What a deviation costs; 0 is the mean.</param>
public sealed record RewardEnsemble(IReadOnlyList<RewardModel> Models, double Caution = 1) : IReward
{
    /// <inheritdoc/>
    public double[] Score(IReadOnlyList<Response> responses) => [.. All(responses).Select(scores => scores.Average() - (Caution * Deviation(scores)))];

    /// <summary>By how much the models disagree on each response.</summary>
    public double[] Deviations(IReadOnlyList<Response> responses) => [.. All(responses).Select(Deviation)];

    private static double Deviation(double[] scores) => Math.Sqrt(scores.Average(score => Math.Pow(score - scores.Average(), 2)));

    /// <summary>For each response, what each model says.</summary>
    private IEnumerable<double[]> All(IReadOnlyList<Response> responses)
    {
        var scores = Models.Select(model => model.Score(responses)).ToList();
        return responses.Select((_, i) => scores.Select(of => of[i]).ToArray());
    }
}
