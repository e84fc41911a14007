namespace LlmCourse.Training.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="RunsDone">Trainings finished, those of earlier sessions too.</param>
/// <param name="Runs">All trainings.</param>
/// <param name="TokensDone">Tokens trained on, those of earlier sessions too.</param>
/// <param name="Tokens">All tokens.</param>
/// <param name="FlopsDone">Operations done, those of earlier sessions too.</param>
/// <param name="Flops">All operations: the measure of time, since large models take longer for a token.</param>
/// <param name="TokensPerSecond">Rate of this session; null at its beginning.</param>
/// <param name="TimeLeft">What is left at the rate of this session; null at its beginning.</param>
/// <param name="Running">The trainings at work.</param>
public sealed record SweepProgress(
    int RunsDone, int Runs, double TokensDone, double Tokens, double FlopsDone, double Flops, double? TokensPerSecond, TimeSpan? TimeLeft, IReadOnlyList<SweepPosition> Running)
{
    /// <summary>The part of the work that is done, from 0 to 1.</summary>
    public double Share => Flops > 0 ? FlopsDone / Flops : 1;

    /// <summary>Runs done and the losses of those at work, for a progress bar.</summary>
    public override string ToString() =>
        string.Join(" · ", Running.Select(position => position.ToString()).Prepend($"{RunsDone} of {Runs} runs"));
}
