using System.Globalization;
using LlmCourse.Data;

namespace LlmCourse.Training.Sweeps;

/// <summary>
/// A sweep's results as lines of text. There is no time and no date in them, and every number has all its digits, so that the same
/// plan leaves the same bytes.
/// </summary>
internal sealed class SweepTable
{
    private readonly IReadOnlyDictionary<string, SweepRun> runs;
    private readonly ITrainingData data;

    /// <summary>The table of a plan's trainings.</summary>
    public SweepTable(IReadOnlyList<SweepRun> runs, ITrainingData data)
    {
        (this.runs, this.data) = (runs.ToDictionary(run => run.Id), data);
        string[] recipe = runs[0].Recipe is null ? [] : ["recipe"];
        Header = string.Join(',', (string[])
        [
            "run", "size", .. recipe, "seed", "budget_kind", "budget", .. runs[0].Settings.Select(setting => Quoted(setting.Key)), "learning_rate",
            "parameters", "non_embedding_parameters", "matrix_parameters", "steps", "tokens", "flops_6nd", "flops", "loss", "oracle_loss", "entropy",
        ]);
    }

    /// <summary>The first line.</summary>
    public string Header { get; }

    /// <summary>What a training has reached, beside what the data know of themselves.</summary>
    public SweepRow RowOf(SweepRun run, int step, double loss) => new(run, step, loss, data.OracleLoss(run.SequenceLength), data.Entropy(run.SequenceLength));

    /// <summary>The line of a row.</summary>
    public static string LineOf(SweepRow row)
    {
        var run = row.Run;
        string[] recipe = run.Recipe is null ? [] : [run.Recipe];
        return string.Join(',', (string[])
        [
            run.Id, run.Size, .. recipe, Number(run.Seed), run.Budget.KindName, Number(run.Budget.Amount), .. run.Settings.Select(setting => Quoted(setting.Value)),
            Number(run.Options.LearningRate), Number(row.Parameters), Number(row.NonEmbeddingParameters), Number(row.MatrixParameters), Number(row.Step), Number(row.Tokens),
            Number(row.ApproximateFlops), Number(row.Flops), Number(row.Loss), Known(row.OracleLoss), Known(row.Entropy),
        ]);
    }

    /// <summary>The whole text: a line for each row, in the order given.</summary>
    public string TextOf(IEnumerable<SweepRow> rows) => string.Concat(rows.Select(LineOf).Prepend(Header).Select(line => $"{line}\n"));

    /// <summary>Reads a text that <see cref="TextOf"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A line is not what this plan could have left; the message names it.</exception>
    public List<SweepRow> Read(string path, string text)
    {
        var lines = text.Split('\n');
        if (lines[0] != Header || lines[^1].Length > 0)
        {
            throw new InvalidDataException($"{path} is not a table of this sweep, or was cut off: it should begin with '{Header}' and end with a whole line. Move it away to start anew.");
        }

        return [.. lines[1..^1].Select((line, i) => ReadLine(line) ?? throw new InvalidDataException(
            $"{path}, line {i + 2}: '{line}' is not what this sweep could have left; it was changed by hand or by another version of the course. Move the file away to start anew."))];
    }

    private SweepRow? ReadLine(string line)
    {
        var fields = line.Split(','); // a quoted setting may be cut here, but the numbers at the end are not
        if (!runs.TryGetValue(fields[0], out var run) || fields.Length < 8
            || !int.TryParse(fields[^7], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || !double.TryParse(fields[^3], CultureInfo.InvariantCulture, out var loss))
        {
            return null;
        }

        var row = RowOf(run, step, loss);
        return LineOf(row) == line ? row : null;
    }

    private static string Known(double? value) => value is { } number ? Number(number) : "";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
