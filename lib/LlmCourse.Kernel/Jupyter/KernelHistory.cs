using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>The cells that this kernel has run, and their results as text.</summary>
internal sealed class KernelHistory
{
    private const int Session = 1;

    private readonly List<(int Line, string Input, string? Output)> entries = [];

    /// <summary>Remembers a cell under its execution count.</summary>
    public void Add(int line, string input, string? output) => entries.Add((line, input, output));

    /// <summary>Answers a <c>history_request</c>: a range of lines, the last ones, or those that match a pattern with * and ?.</summary>
    /// <exception cref="FormatException">The request is malformed.</exception>
    public JsonArray Find(JupyterMessage request)
    {
        var access = request.Text("hist_access_type");
        var found = access switch
        {
            "range" => Range(request.Number("session", 0), request.Number("start", 0), request.Number("stop", int.MaxValue)),
            "tail" => entries.TakeLast(request.Number("n", int.MaxValue)),
            "search" => Search(request.Text("pattern", "*"), request.Flag("unique", false)).TakeLast(request.Number("n", int.MaxValue)),
            _ => throw new FormatException($"hist_access_type is '{access}', but must be range, tail or search."),
        };
        var withOutput = request.Flag("output", false);
        return [.. found.Select(entry => new JsonArray(
            Session, entry.Line, withOutput ? new JsonArray(entry.Input, entry.Output) : JsonValue.Create(entry.Input)))];
    }

    /// <summary>The lines from start to before stop; session 0 is the current one, and there is no other.</summary>
    private IEnumerable<(int Line, string Input, string? Output)> Range(int session, int start, int stop) =>
        session is 0 or Session ? entries.Where(entry => entry.Line >= start && entry.Line < stop) : [];

    private IEnumerable<(int Line, string Input, string? Output)> Search(string pattern, bool unique)
    {
        var regex = new Regex(
            $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}$",
            RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var found = entries.Where(entry => regex.IsMatch(entry.Input));
        return unique ? found.Reverse().DistinctBy(entry => entry.Input).Reverse() : found;
    }
}
