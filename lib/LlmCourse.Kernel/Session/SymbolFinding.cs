using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCourse.Kernel.Session;

/// <summary>Finds what a position of a cell is about: the name there, or else the call whose arguments are being written.</summary>
internal static class SymbolFinding
{
    /// <summary>The symbol and its overloads, the one that is meant first; none where the position says nothing.</summary>
    public static IReadOnlyList<ISymbol> At(SemanticModel model, SyntaxNode root, int position, CancellationToken cancellation)
    {
        var name = NameAt(root, position);
        var symbols = name.Parent is { } node ? OfName(model, node, cancellation) : [];
        return symbols.Count > 0 ? symbols : OfCall(model, root.FindToken(Math.Max(position - 1, 0)).Parent, position, cancellation);
    }

    /// <summary>The name that the position is in, or that ends there.</summary>
    private static SyntaxToken NameAt(SyntaxNode root, int position)
    {
        SyntaxToken[] tokens = [root.FindToken(position), root.FindToken(Math.Max(position - 1, 0))];
        return tokens.FirstOrDefault(token => IsName(token) && token.Span.Start <= position && position <= token.Span.End);
    }

    private static bool IsName(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is PredefinedTypeSyntax
        || token.Kind() is SyntaxKind.VarKeyword or SyntaxKind.ThisKeyword or SyntaxKind.NewKeyword;

    private static List<ISymbol> OfName(SemanticModel model, SyntaxNode node, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(node, cancellation) is { } declared)
        {
            return [declared];
        }

        // In `new Point(1)` the name is the constructor's as much as the type's.
        var info = node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node
            ? model.GetSymbolInfo(creation, cancellation)
            : model.GetSymbolInfo(node, cancellation);
        var group = node is ExpressionSyntax expression ? model.GetMemberGroup(expression, cancellation) : [];
        return Distinct([info.Symbol, .. info.CandidateSymbols, .. group, model.GetTypeInfo(node, cancellation).Type]);
    }

    /// <summary>All overloads of the innermost call around the position.</summary>
    private static List<ISymbol> OfCall(SemanticModel model, SyntaxNode? node, int position, CancellationToken cancellation)
    {
        var arguments = node?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(list => list.SpanStart < position);
        return arguments?.Parent switch
        {
            InvocationExpressionSyntax call => Distinct(
                [model.GetSymbolInfo(call, cancellation).Symbol, .. model.GetMemberGroup(call.Expression, cancellation)]),
            BaseObjectCreationExpressionSyntax creation => Distinct(
                [model.GetSymbolInfo(creation, cancellation).Symbol, .. model.GetMemberGroup(creation, cancellation)]),
            ElementAccessExpressionSyntax access => Distinct(
                [model.GetSymbolInfo(access, cancellation).Symbol, .. model.GetSymbolInfo(access, cancellation).CandidateSymbols]),
            _ => [],
        };
    }

    private static List<ISymbol> Distinct(IEnumerable<ISymbol?> symbols)
    {
        var found = symbols.OfType<ISymbol>().Where(symbol => symbol is not IErrorTypeSymbol)
            .Distinct(SymbolEqualityComparer.Default).ToList();
        // Where a member is meant, its type is told by its signature; void and the like say nothing of their own.
        return found.Count > 1 && found[0] is not ITypeSymbol ? [.. found.Where(symbol => symbol is not ITypeSymbol)] : found;
    }
}
