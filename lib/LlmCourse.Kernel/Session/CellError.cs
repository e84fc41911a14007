namespace LlmCourse.Kernel.Session;

/// <summary>An error as a reader needs it: what, where, and the line itself.</summary>
/// <param name="Name">The compiler's code (<c>CS0103</c>) or the exception's type name.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Place">The cell or file with the offending line (<c>cell 3</c>); empty when unknown.</param>
/// <param name="Line">The line in that cell or file, from 1; 0 when unknown.</param>
/// <param name="SourceLine">The offending line, trimmed; empty when unknown.</param>
/// <param name="Trace">The way to it through cells and the course's library, one line each; no frame of the compiler or the runtime.</param>
public sealed record CellError(
    string Name, string Message, string Place, int Line, string SourceLine, IReadOnlyList<string> Trace)
{
    /// <summary>The name that the notice of an interruption has.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>All of it as text: place and message, the line, the way.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{Place}, line {Line}: " : Place.Length > 0 ? $"{Place}: " : "";
        var source = SourceLine.Length > 0 ? $"\n    {SourceLine}" : "";
        return $"{place}{Name}: {Message}{source}{string.Concat(Trace.Select(t => $"\n  {t}"))}";
    }
}
