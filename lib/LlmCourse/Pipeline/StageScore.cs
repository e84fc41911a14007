using LlmCourse.Evaluation;

namespace LlmCourse.Pipeline;

/// <summary>All that a model is asked for, measured. (Chapter 16.)</summary>
/// <param name="Name">What the model is called.</param>
public sealed record StageScore(string Name)
{
    /// <summary>Loss on texts of the town that nobody trained on, in nats per token.</summary>
    public required Estimate StoryLoss { get; init; }

    /// <summary>The same, less the surprise of these very texts to one who knows their grammar: what there is still to learn.</summary>
    public required Estimate StoryGap { get; init; }

    /// <summary>Share of the requests that are answered rightly, whatever else is said.</summary>
    public required Estimate Answered { get; init; }

    /// <summary>The gold reward: helpful, honest and harmless, 0 to 3.</summary>
    public required Estimate Gold { get; init; }

    /// <summary>Share of the responses that flatter.</summary>
    public required Estimate Flattery { get; init; }

    /// <summary>What the reward model gives, in deviations above the fine-tuned model.</summary>
    public required Estimate Proxy { get; init; }

    /// <summary>Distance from the fine-tuned model, in nats per response.</summary>
    public required Estimate KL { get; init; }

    /// <summary>Share of the word problems that are solved with steps.</summary>
    public required Estimate WithSteps { get; init; }

    /// <summary>Share that is solved at once.</summary>
    public required Estimate AtOnce { get; init; }

    /// <summary>The gold reward of each request, to compare models request by request.</summary>
    public required IReadOnlyList<double> Golds { get; init; }

    /// <summary>
    /// One number for a list: the geometric mean of three shares, gold of its most, problems solved with steps, and how likely the model finds a story's word, of what is possible. Who has
    /// none of one has nothing.
    /// </summary>
    public double AllRound => Math.Cbrt(Gold.Value / 3 * WithSteps.Value * Math.Exp(-StoryGap.Value));

    /// <summary>The metrics by name, in the order in which tables show them.</summary>
    public IReadOnlyList<(string Name, Estimate Value)> Metrics =>
    [
        ("story loss", StoryLoss), ("story gap", StoryGap), ("answered", Answered), ("gold reward", Gold), ("flattery", Flattery), ("proxy reward", Proxy),
        ("KL from fine-tuning", KL), ("problems with steps", WithSteps), ("problems at once", AtOnce),
    ];

    /// <summary>By how much this model's gold reward exceeds another's on the same requests, in standard errors of the paired difference.</summary>
    /// <exception cref="ArgumentException">They were not asked the same number of requests.</exception>
    public double GoldGain(StageScore other)
    {
        var paired = PairedComparison.Of(other.Golds, Golds);
        var differences = Golds.Zip(other.Golds, (mine, its) => mine - its).ToList();
        var deviation = Math.Sqrt(differences.Sum(d => Math.Pow(d - paired.Difference.Value, 2)) / (differences.Count - 1));
        return paired.Difference.Value / Math.Max(deviation / Math.Sqrt(differences.Count), 1e-9);
    }
}
