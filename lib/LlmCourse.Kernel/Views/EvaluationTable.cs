using System.Globalization;
using LlmCourse.Reasoning;

namespace LlmCourse.Kernel.Views;

/// <summary>What the strategies came to, a row for each.</summary>
internal static class EvaluationTable
{
    /// <summary>The heads of the columns, the first of which is text.</summary>
    public static IReadOnlyList<string> Heads { get; } =
        ["strategy", "right", "accuracy", "95% interval", "any right", "answered", "calls", "read", "written", "s each", "cost"];

    /// <summary>Writes the table.</summary>
    public static void Write(IReadOnlyList<EvaluationSummary> rows, (double Input, double Output)? prices, TextWriter output)
    {
        List<IReadOnlyList<string>> lines = [Heads, .. rows.Select(row => Cells(row, prices))];
        int[] widths = [.. Heads.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }
    }

    /// <summary>The cells of a row.</summary>
    public static IReadOnlyList<string> Cells(EvaluationSummary row, (double Input, double Output)? prices) =>
    [
        row.Strategy,
        $"{row.Right} of {row.Finished}",
        Say($"{row.Accuracy?.Value:0.0%}"),
        row.Accuracy is { } accuracy ? Say($"{accuracy.Low:0.0%} to {accuracy.High:0.0%}") : "",
        $"{row.AnyRight}",
        $"{row.Answered}",
        Say($"{row.Calls:#,##0}"),
        Tokens(row.InputTokens),
        Tokens(row.OutputTokens),
        row.Finished > 0 ? Say($"{row.Seconds / row.Finished:0.00}") : "",
        prices is not { } price ? "" : row.Cost(price.Input, price.Output) is { } cost ? Say($"{cost:#,##0.0000}") : "unknown",
    ];

    /// <summary>A service that counts no tokens is not said to need none.</summary>
    private static string Tokens(long tokens) => tokens > 0 ? Say($"{tokens:#,##0}") : "unknown";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
