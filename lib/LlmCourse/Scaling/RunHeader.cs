using System.Globalization;
using System.Text;
using LlmCourse.Runtime;

namespace LlmCourse.Scaling;

/// <summary>The header of a table of runs: where its columns stand, and how a line is read by it.</summary>
internal sealed class RunHeader
{
    private static readonly Dictionary<char, string> OtherSeparators = new() { [';'] = "semicolons", ['\t'] = "tabs", ['|'] = "bars" };

    private readonly string file;
    private readonly List<string> names;
    private readonly int parameters, tokens, flops, loss;

    public RunHeader(string file, int line, string text)
    {
        (this.file, names) = (file, Split(text));
        var other = OtherSeparators.Keys.FirstOrDefault(separator => !text.Contains(',') && text.Contains(separator));
        if (other != default)
        {
            throw new RunTableException(
                $"{file}, line {line}: the columns are separated by {OtherSeparators[other]}, but a comma is needed, and points in the numbers, like 1e6,2e7,3.14. Save the table as comma-separated values.");
        }

        (parameters, loss) = (Find(RunColumn.Parameters, line), Find(RunColumn.Loss, line));
        (tokens, flops) = (RunColumn.Tokens.IndexIn(names), RunColumn.Flops.IndexIn(names));
        if (tokens < 0 && flops < 0)
        {
            _ = Find(RunColumn.Tokens, line);
        }
    }

    /// <summary>The run that a line tells of.</summary>
    public ScalingRun Read(int line, string text)
    {
        var values = Split(text);
        if (values.Count != names.Count)
        {
            throw new RunTableException($"{file}, line {line}: there are {values.Count} values, but the header names {names.Count} columns."
                + (values.Count > names.Count ? " If the numbers have a decimal comma, write a point: 3.14. If a text has a comma, put it into double quotes." : ""));
        }

        var size = Number(line, values, parameters);
        var seen = tokens >= 0 ? Number(line, values, tokens) : Number(line, values, flops) / FlopCount.Training(size, 1);
        return new ScalingRun(size, seen, Number(line, values, loss));
    }

    private int Find(RunColumn column, int line)
    {
        var index = column.IndexIn(names);
        if (index >= 0)
        {
            return index;
        }

        var near = Spelling.Nearest(column.Name, names) is { } name ? $" Is it '{name}'? Then call it {column.Name}." : "";
        throw new RunTableException(
            $"{file}, line {line}: there is no column '{column.Name}'.{near} The columns are: {string.Join(", ", names)}. Needed are parameters, tokens (or flops) and loss.");
    }

    private double Number(int line, List<string> values, int column)
    {
        var text = values[column].Trim();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw Wrong(Advice(text));
        }

        return double.IsNaN(number) || double.IsInfinity(number) ? throw Wrong($"'{text}' is not a finite number. Leave out runs that failed.")
            : number <= 0 ? throw Wrong($"{text} is not above zero, as {names[column]} must be.")
            : number;

        RunTableException Wrong(string what) => new($"{file}, line {line}, column '{names[column]}' (the {Ordinal(column + 1)}): {what}");
    }

    private static string Advice(string text) => text.Length == 0 ? "the value is missing."
        : text.Contains(',') ? $"'{text}' has a comma, but a number needs a decimal point and no separators of thousands, like 3.14 or 1000000."
        : char.IsDigit(text[0]) && "kKmMbBgGtT".Contains(text[^1]) ? $"'{text}' is no number. Write {Spelled(text)}."
        : $"'{text}' is no number.";

    private static string Spelled(string text) => text[..^1] + char.ToLowerInvariant(text[^1]) switch
    {
        'k' => "e3",
        'm' => "e6",
        't' => "e12",
        _ => "e9",
    };

    private static string Ordinal(int number) => number switch { 1 => "first", 2 => "second", 3 => "third", _ => $"{number}th" };

    /// <summary>The values of a line; those in double quotes may have commas, and two quotes are one.</summary>
    private static List<string> Split(string text)
    {
        var (values, value, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                value.Append(text[++i]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == ',' && !quoted)
            {
                values.Add(value.ToString().Trim());
                value.Clear();
            }
            else
            {
                value.Append(text[i]);
            }
        }

        return [.. values, value.ToString().Trim()];
    }
}
