using System.Globalization;
using LlmCourse.Training.Sweeps;

namespace LlmCourse.Kernel.Views;

/// <summary>What a sweep would do, a line for each training.</summary>
internal static class SweepRunTable
{
    private static readonly string[] Heads = ["run", "parameters", "6ND's N", "steps", "tokens", "6ND", "FLOPs", "memory"];

    /// <summary>Writes the table and its sums.</summary>
    public static void Write(IReadOnlyList<SweepRun> runs, TextWriter output)
    {
        List<string[]> lines = [Heads, .. runs.Select(Line)];
        int[] widths = [.. Heads.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{RunText.Count(runs.Count, "run")}, {runs.Sum(run => (double)run.Tokens):#,##0} tokens, {runs.Sum(run => run.Flops):0.00e0} FLOPs, at most about {RunText.Megabytes(runs.Max(run => run.MemoryBytes))} for one."));
    }

    private static string[] Line(SweepRun run) =>
    [
        run.Id, Count(run.Parameters), Count(run.MatrixParameters), Count(run.Options.Steps), Count(run.Tokens),
        run.ApproximateFlops.ToString("0.00e0", CultureInfo.InvariantCulture), run.Flops.ToString("0.00e0", CultureInfo.InvariantCulture), RunText.Megabytes(run.MemoryBytes),
    ];

    private static string Count(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
