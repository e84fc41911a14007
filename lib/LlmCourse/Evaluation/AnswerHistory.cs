namespace LlmCourse.Evaluation;

/// <summary>
/// The same questions, answered again and again by a model in training, or by one model after another. The answers are kept, and so any
/// metric can be asked afterwards. (Chapter 08.)
/// </summary>
public sealed class AnswerHistory
{
    private readonly List<(double At, IReadOnlyList<Answer> Answers)> looks = [];

    /// <summary>Where each look was taken: a step, a number of parameters.</summary>
    public IReadOnlyList<double> Places => [.. looks.Select(look => look.At)];

    /// <summary>The answers of each look.</summary>
    public IReadOnlyList<IReadOnlyList<Answer>> Answers => [.. looks.Select(look => look.Answers)];

    /// <summary>Adds a look.</summary>
    /// <exception cref="ArgumentException">It does not lie beyond the last one, or it has no answers.</exception>
    public void Add(double at, IReadOnlyList<Answer> answers)
    {
        if (answers.Count == 0 || (looks.Count > 0 && at <= looks[^1].At))
        {
            throw new ArgumentException($"A look needs answers and a place beyond the last look's, but it has {answers.Count} answers and is at {at}, after {looks.Count} others.");
        }

        looks.Add((at, answers));
    }

    /// <summary>The metric's mean at each look.</summary>
    public double[] Curve(IMetric metric) => [.. looks.Select(look => look.Answers.Average(metric.Score))];

    /// <summary>The metric's mean at each look, with its interval.</summary>
    public Estimate[] Estimates(IMetric metric, int seed = 42) => [.. looks.Select(look => Estimate.Of(metric, look.Answers, seed))];

    /// <summary>Share of the answers that are right at one place of the answer, at each look.</summary>
    public double[] PlaceCurve(int place) =>
        [.. looks.Select(look => look.Answers.Average(answer => answer.Given.Count > place && answer.Given[place] == answer.Expected[place] ? 1.0 : 0))];
}
