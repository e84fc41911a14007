using System.Globalization;

namespace LlmCourse.Scaling;

/// <summary>
/// Runs from a CSV file: a header, then a line for each run, with commas between the values and points in the numbers. It needs the columns
/// parameters, tokens and loss, in any order and among any others; instead of tokens it may have flops, whence D = C / (6·N). Lines that
/// are empty or begin with # are left out. (Chapter 05.)
/// </summary>
public sealed class RunTable
{
    private RunTable(IReadOnlyList<ScalingRun> runs, IReadOnlyList<string> warnings) => (Runs, Warnings) = (runs, warnings);

    /// <summary>The runs, in the order of the file.</summary>
    public IReadOnlyList<ScalingRun> Runs { get; }

    /// <summary>What may be wrong with the file, though it can be read.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunTableException">The file cannot be read or used; the message names file, line and column.</exception>
    public static RunTable ReadCsv(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path), path);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunTableException($"There is no file {path}.", problem);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new RunTableException(Directory.Exists(path) ? $"{path} is a folder; name a CSV file in it." : $"{path} may not be read: {problem.Message}", problem);
        }
    }

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines, the header first.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="RunTableException">The lines cannot be used.</exception>
    public static RunTable Parse(IEnumerable<string> lines, string name)
    {
        var numbered = lines.Select((text, i) => (Text: text.TrimStart('\uFEFF'), Line: i + 1))
            .Where(line => !string.IsNullOrWhiteSpace(line.Text) && !line.Text.StartsWith('#')).ToList();
        if (numbered.Count < 2)
        {
            throw new RunTableException($"{name} has no runs: it needs a header like parameters,tokens,loss and a line for each run.");
        }

        var header = new RunHeader(name, numbered[0].Line, numbered[0].Text);
        var runs = numbered.Skip(1).Select(line => (line.Line, Run: header.Read(line.Line, line.Text))).ToList();
        return new RunTable([.. runs.Select(run => run.Run)], [.. Repeated(runs, name)]);
    }

    private static IEnumerable<string> Repeated(IEnumerable<(int Line, ScalingRun Run)> runs, string name)
    {
        foreach (var same in runs.GroupBy(run => run.Run).Where(group => group.Count() > 1))
        {
            var lines = string.Join(", ", same.Select(run => run.Line.ToString(CultureInfo.InvariantCulture)));
            yield return $"{name}: lines {lines} are the same run. Each counts as one more; leave one if it was copied by mistake.";
        }
    }
}
