using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>What a chapter's code states without being run: its claims with their sources, and its exercises with their goals and times.</summary>
internal static class ChapterStatements
{
    private static readonly CSharpParseOptions Script = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);

    /// <summary>The place of the source among the arguments of each way to make a claim.</summary>
    private static readonly Dictionary<string, int> SourcePlaces = new() { ["That"] = 5, ["AtMost"] = 4, ["AtLeast"] = 4, ["Between"] = 5, ["Equal"] = 5 };

    /// <summary>The claims, in the order in which the cells make them.</summary>
    public static IReadOnlyList<StatedClaim> Claims(Notebook notebook) =>
    [
        .. Nodes<InvocationExpressionSyntax>(notebook)
            .Where(call => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Claim" } } made && SourcePlaces.ContainsKey(made.Name.Identifier.Text))
            .Select(call => (call.ArgumentList.Arguments, Way: ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.Text))
            .Where(claim => Text(Argument(claim.Arguments, "id", 0)) is not null)
            .Select(claim => new StatedClaim(
                Text(Argument(claim.Arguments, "id", 0))!, Text(Argument(claim.Arguments, "statement", 1)) ?? "", Text(Argument(claim.Arguments, "source", SourcePlaces[claim.Way])))),
    ];

    /// <summary>The exercises, in order.</summary>
    public static IReadOnlyList<StatedExercise> Exercises(Notebook notebook) =>
    [
        .. Nodes<ObjectCreationExpressionSyntax>(notebook)
            .Where(made => made.Type is IdentifierNameSyntax { Identifier.Text: "Exercise" } && made.ArgumentList is not null)
            .Select(made => made.ArgumentList!.Arguments)
            .Where(arguments => Text(Argument(arguments, "id", 0)) is not null && Argument(arguments, "minutes", 2) is LiteralExpressionSyntax { Token.Value: int })
            .Select(arguments => new StatedExercise(
                Text(Argument(arguments, "id", 0))!, Text(Argument(arguments, "goal", 1)) ?? "", (int)((LiteralExpressionSyntax)Argument(arguments, "minutes", 2)!).Token.Value!)),
    ];

    private static IEnumerable<T> Nodes<T>(Notebook notebook)
        where T : SyntaxNode => notebook.Cells.Where(cell => cell.Kind == CellKind.Code)
            .SelectMany(cell => CSharpSyntaxTree.ParseText(WithoutMagic(cell.Source), Script).GetRoot().DescendantNodes().OfType<T>());

    private static string WithoutMagic(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.StartsWith("#!", StringComparison.Ordinal) ? "" : line));

    private static ExpressionSyntax? Argument(SeparatedSyntaxList<ArgumentSyntax> arguments, string name, int place) =>
        (arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == name)
            ?? (place < arguments.Count && arguments.Take(place + 1).All(argument => argument.NameColon is null) ? arguments[place] : null))?.Expression;

    /// <summary>The text of a literal; of an interpolated one with … in the place of what is filled in; null where it is neither.</summary>
    private static string? Text(ExpressionSyntax? expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        InterpolatedStringExpressionSyntax filled => string.Concat(filled.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "…")),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when (Text(sum.Left), Text(sum.Right)) is ({ } left, { } right) => left + right,
        _ => null,
    };
}
