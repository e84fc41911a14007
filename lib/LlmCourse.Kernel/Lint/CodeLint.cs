using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCourse.Kernel.Lint;

/// <summary>Finds, in a cell's code, what one of the hosts does not run: the dialect is what all of them do.</summary>
internal static class CodeLint
{
    private const int LongestCell = 25;
    private const string Import = "#!import course.csx";

    private static readonly CSharpParseOptions Script = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script).WithLanguageVersion(LanguageVersion.CSharp14);

    /// <summary>What is wrong with the code, with its lines; <paramref name="isFirst"/> tells the notebook's first code cell, which imports the course.</summary>
    public static IEnumerable<(int Line, string Message)> Check(string code, bool isFirst)
    {
        var lines = code.Split('\n');
        if (isFirst && lines[0].Trim() != Import)
        {
            yield return (1, $"the first code cell must begin with '{Import}'.");
        }

        if (lines.Length > LongestCell)
        {
            yield return (LongestCell + 1, $"the cell has {lines.Length} lines; a reader takes in {LongestCell} at most. Split it.");
        }

        for (var i = isFirst ? 1 : 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart();
            if (line.StartsWith("#!", StringComparison.Ordinal) || line.StartsWith('%'))
            {
                yield return (i + 1, $"'{line.TrimEnd()}' is a magic command; the only one that every host knows is '{Import}' in the first code cell.");
            }
            else if (line.StartsWith("#r ", StringComparison.Ordinal) || line.StartsWith("#load ", StringComparison.Ordinal) || line.StartsWith("#i ", StringComparison.Ordinal))
            {
                yield return (i + 1, $"'{line.TrimEnd()}': what a chapter needs comes with '{Import}'.");
            }
            else if (lines[i].StartsWith("using var ", StringComparison.Ordinal))
            {
                yield return (i + 1, "'using var' at the top of a cell is no C# script; use a block: using (var x = …) { … }.");
            }
        }

        var plain = string.Join('\n', lines.Select(line => line.TrimStart() is ['#', '!' or 'r' or 'l' or 'i', ..] or ['%', ..]
            || line.StartsWith("using var ", StringComparison.Ordinal) ? "" : line));
        var tree = CSharpSyntaxTree.ParseText(plain, Script);
        foreach (var problem in tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error))
        {
            yield return (LineOf(problem.Location), $"{problem.Id}: {problem.GetMessage(null)}");
        }

        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (Judge(node) is { } message)
            {
                yield return (LineOf(node.GetLocation()), message);
            }
        }
    }

    private static string? Judge(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "display" } } =>
            "'display(…)' is not known to every host; make the value the cell's last line, or call its Show().",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Display" } } =>
            "'.Display()' is not known to every host; make the value the cell's last line, or call its Show().",
        IdentifierNameSyntax { Identifier.ValueText: "PocketView" or "KernelInvocationContext" or "KernelRoot" } name =>
            $"'{name.Identifier.ValueText}' belongs to .NET Interactive; use the course's own Table, Figure and Prose.",
        ParameterSyntax { Modifiers: var words } when words.Any(SyntaxKind.ThisKeyword) => "a cell cannot declare an extension method; write a plain one.",
        ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "Figure" } } figure when !HasAlt(figure) =>
            "this Figure has no alt text; say with Alt = \"…\" what it shows to someone who cannot see it.",
        _ => null,
    };

    private static bool HasAlt(ObjectCreationExpressionSyntax figure) =>
        figure.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>().Any(set =>
            set.Left is IdentifierNameSyntax { Identifier.ValueText: "Alt" }
            && !(set.Right is LiteralExpressionSyntax text && string.IsNullOrWhiteSpace(text.Token.ValueText))) == true;

    private static int LineOf(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;
}
