using System.Globalization;
using LlmCourse.Training.Sweeps;

namespace LlmCourse.Kernel.Views;

/// <summary>The words that all views of a sweep use.</summary>
internal static class SweepText
{
    /// <summary>How far the whole is: runs, share of the operations, rate, time left.</summary>
    public static string Progress(SweepProgress progress) => string.Join(" · ", ((string?[])
    [
        $"{progress.RunsDone} of {RunText.Count(progress.Runs, "run")}",
        string.Create(CultureInfo.InvariantCulture, $"{progress.Share:P0}"),
        progress.TokensPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:#,##0} tokens/s") : null,
        progress.TimeLeft is { } left ? $"{RunText.Duration(left)} left" : null,
    ]).Where(part => part is not null));

    /// <summary>Where one training stands.</summary>
    public static string Position(SweepPosition position) => string.Create(
        CultureInfo.InvariantCulture,
        $"{position.Run.Id}: step {position.Step} of {position.Run.Options.Steps}{(position.Loss is { } loss ? $", loss {loss:0.000}" : "")}");

    /// <summary>What a training has reached.</summary>
    public static string Row(SweepRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Id}: validation loss {row.Loss:0.0000} after {row.Tokens:#,##0} tokens");
}
