using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace LlmCourse.Kernel.Session;

/// <summary>Reads compile errors and exceptions of a session's code, and says where in which cell they are.</summary>
internal sealed partial class ErrorReader(string folder)
{
    private const int ShownErrors = 5;

    private readonly ConcurrentDictionary<string, string[]> sources = new();

    /// <summary>Remembers the code that was compiled under a place's name, to show its lines later.</summary>
    public void Remember(string place, string code) => sources[place] = code.Split('\n');

    /// <summary>The first compile error; the others are in its trace.</summary>
    public CellError Read(IReadOnlyList<Diagnostic> errors)
    {
        var first = errors[0];
        var (place, line) = PlaceOf(first);
        var source = LineOf(place, line);
        var others = errors.Skip(1).Take(ShownErrors - 1).Select(error =>
        {
            var (otherPlace, otherLine) = PlaceOf(error);
            return $"{otherPlace}, line {otherLine}: {error.Id}: {Explain(error, LineOf(otherPlace, otherLine))}";
        });
        string[] rest = errors.Count > ShownErrors ? [$"and {errors.Count - ShownErrors} more errors"] : [];
        return new CellError(first.Id, Explain(first, source), place, line, source, [.. others, .. rest]);
    }

    /// <summary>An exception that escaped from a cell.</summary>
    public CellError Read(Exception exception, string place)
    {
        var cause = Unwrap(exception);
        var frames = new StackTrace(cause, fNeedFileInfo: true).GetFrames();
        var user = frames.FirstOrDefault(IsUserCode);
        var (where, line) = user is null ? (place, 0) : (PlaceOf(user), user.GetFileLineNumber());
        var trace = frames.Where((frame, i) => frame != user && (i == 0 || IsUserCode(frame) || IsCourseCode(frame)) && !IsPlumbing(frame))
            .Select(Describe).Distinct();
        var inner = cause.InnerException is { } next ? new[] { $"because of {TypeName(next)}: {Shorten(next.Message)}" } : [];
        return new CellError(TypeName(cause), Shorten(cause.Message), where, line, LineOf(where, line), [.. trace, .. inner]);
    }

    private static string TypeName(Exception exception) => exception.GetType().Name;

    private static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    /// <summary>libtorch appends its C++ stack to a message; a reader of a cell has no use for it.</summary>
    private static string Shorten(string message)
    {
        var cut = message.IndexOf("\nException raised from", StringComparison.Ordinal);
        return (cut < 0 ? message : message[..cut]).Trim();
    }

    private static string Explain(Diagnostic error, string source) => (error.Id, source) switch
    {
        (_, ['#', '!', ..]) =>
            $"'{source}' is no line of the course's dialect; only '#!import file.csx' is, and it must come first in the cell.",
        ("CS1002" or "CS1003" or "CS1001", _) when source.StartsWith("using var ", StringComparison.Ordinal) =>
            "'using var' at the top of a cell is not part of C# scripts; use a block, as in 'using (var x = …) { … }'.",
        ("CS0006", _) when source.Contains("\"nuget:", StringComparison.Ordinal) =>
            $"{source}: a package is asked for in the first lines of a cell or of an imported file, before any code, as in #r \"nuget: Name, 1.2.3\".",
        ("CS0006", _) => $"{error.GetMessage(null)}. The path is relative to the notebook's folder; "
            + "if it is a library of the course, run 'dotnet build course.sln'.",
        _ => error.GetMessage(null),
    };

    private static (string Place, int Line) PlaceOf(Diagnostic error)
    {
        var span = error.Location.GetLineSpan();
        return (Path.GetFileName(span.Path) ?? "", span.StartLinePosition.Line + 1);
    }

    private static string PlaceOf(StackFrame frame) => Path.GetFileName(frame.GetFileName()!);

    private string LineOf(string place, int line)
    {
        var lines = sources.GetOrAdd(place, p =>
        {
            var file = Path.Combine(folder, p);
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        });
        return line > 0 && line <= lines.Length ? lines[line - 1].Trim() : "";
    }

    private bool IsUserCode(StackFrame frame) => frame.GetFileName() is { } file && sources.ContainsKey(Path.GetFileName(file));

    private static bool IsCourseCode(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name is "LlmCourse" or "LlmCourse.Display";

    private static bool IsPlumbing(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType is not { } type
        || type.FullName!.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal)
        || type.FullName.StartsWith("System.Runtime.", StringComparison.Ordinal)
        || type.Name.Contains("ThrowHelper", StringComparison.Ordinal);

    private string Describe(StackFrame frame)
    {
        var method = frame.GetMethod()!;
        if (IsUserCode(frame))
        {
            var (place, line) = (PlaceOf(frame), frame.GetFileLineNumber());
            return $"at {place}, line {line}: {LineOf(place, line)}";
        }

        var type = method.DeclaringType!;
        var name = type.Name.StartsWith('<') ? $"{type.DeclaringType?.FullName}.{InnerName().Match(type.Name).Groups[1].Value}" : $"{type.FullName}.{method.Name}";
        var file = frame.GetFileName() is { } path ? $" ({Path.GetFileName(path)}, line {frame.GetFileLineNumber()})" : "";
        return $"at {name}{file}";
    }

    /// <summary>The method's name in the name of a compiler-made type: <c>&lt;Run&gt;d__4</c>.</summary>
    [GeneratedRegex("<(.*?)>")]
    private static partial Regex InnerName();
}
