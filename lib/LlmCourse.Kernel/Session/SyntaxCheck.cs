using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmCourse.Kernel.Session;

/// <summary>Judges by its syntax alone whether a text is a whole cell.</summary>
internal static class SyntaxCheck
{
    private const string Step = "    ";

    /// <summary>How cells are read: scripts of the newest language version that the course uses.</summary>
    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Script);

    public static CellCompleteness Check(string text)
    {
        var tree = CSharpSyntaxTree.ParseText(CellSource.Parse(text).Code, ParseOptions);
        return !SyntaxFactory.IsCompleteSubmission(tree) ? new CellCompleteness(CellCompletenessKind.Incomplete, NextIndent(text))
            : tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? new CellCompleteness(CellCompletenessKind.Invalid, "")
            : new CellCompleteness(CellCompletenessKind.Complete, "");
    }

    /// <summary>The last line's indent, one step further after an opening bracket.</summary>
    private static string NextIndent(string text)
    {
        var last = text.ReplaceLineEndings("\n").Split('\n').LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
        var indent = last[..(last.Length - last.TrimStart().Length)];
        return last.TrimEnd() is [.., '{' or '(' or '['] ? indent + Step : indent;
    }
}
