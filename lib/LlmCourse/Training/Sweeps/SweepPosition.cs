using System.Globalization;

namespace LlmCourse.Training.Sweeps;

/// <summary>Where one training of a sweep stands.</summary>
/// <param name="Run">The training.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">Mean loss of the last batch; null before the first.</param>
public sealed record SweepPosition(SweepRun Run, int Step, double? Loss)
{
    /// <summary>The training and its loss.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run.Size}{(Loss is { } loss ? $" loss {loss:0.000}" : "")}");
}
