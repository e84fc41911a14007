using System.Text.Json;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>The content of an <c>execute_request</c>.</summary>
/// <param name="Code">The cell's text.</param>
/// <param name="IsSilent">True when nothing of it shall be heard but the reply.</param>
/// <param name="StoresHistory">True when it gets a number and a place in the history.</param>
/// <param name="StopsOnError">True when its error aborts the requests that wait behind it.</param>
/// <param name="AllowsInput">True when its front end can ask the reader.</param>
/// <param name="Expressions">What to evaluate after it, by name.</param>
internal sealed record ExecuteRequest(
    string Code, bool IsSilent, bool StoresHistory, bool StopsOnError, bool AllowsInput, IDictionary<string, string> Expressions)
{
    /// <summary>Reads the request.</summary>
    /// <exception cref="FormatException">A field is missing or of the wrong kind.</exception>
    public static ExecuteRequest Read(JupyterMessage message)
    {
        var silent = message.Flag("silent", false);
        return new ExecuteRequest(
            message.Text("code"),
            silent,
            !silent && message.Flag("store_history", true),
            message.Flag("stop_on_error", true),
            message.Flag("allow_stdin", true),
            message.Content.TryGetProperty("user_expressions", out var given) ? ReadExpressions(given) : new Dictionary<string, string>());
    }

    private static Dictionary<string, string> ReadExpressions(JsonElement given) => given.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Object when given.EnumerateObject().All(one => one.Value.ValueKind == JsonValueKind.String) =>
            given.EnumerateObject().DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.Value.GetString()!),
        _ => throw new FormatException("user_expressions must be an object whose values are texts."),
    };
}
