namespace LlmCourse.Pipeline;

/// <summary>What one step of a stage did, for whoever shows how far a training is. (Chapter 16.)</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="Measure">What <paramref name="Value"/> is: loss, or reward.</param>
/// <param name="Value">How the step went.</param>
/// <param name="Passes">Tokens that went through a transformer in the stage so far: 1 for a pass forward, 3 for one with its gradient.</param>
public sealed record PipelineStep(PipelineStage Stage, int Step, int Steps, string Measure, double Value, long Passes)
{
    /// <summary>What the policy's answers are really worth, where they were graded. No training sees it.</summary>
    public double? Gold { get; init; }

    /// <summary>How far the policy is from the model that it started as, in nats per response, where that is measured.</summary>
    public double? KL { get; init; }

    /// <summary>Share of the last round's tries that a check found right, where there were any.</summary>
    public double? Right { get; init; }
}
