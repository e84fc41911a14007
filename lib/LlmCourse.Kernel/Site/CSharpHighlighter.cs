using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// Marks the words of C# source for a page: keywords (k), types (t), methods (m), text (s), numbers (n), comments (c) and directives (p).
/// It reads the syntax only, so a name counts as a type or a method by where it stands.
/// </summary>
internal static class CSharpHighlighter
{
    private static readonly CSharpParseOptions Script = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);

    /// <summary>The source as HTML, one entry for each of its lines; code that does not compile is marked as far as it can be read.</summary>
    public static IReadOnlyList<string> Highlight(string source)
    {
        var lines = new HtmlLines();
        Add(lines, CSharpSyntaxTree.ParseText(source, Script).GetRoot());
        return lines.Finish();
    }

    private static void Add(HtmlLines lines, SyntaxNode node)
    {
        foreach (var token in node.DescendantTokens())
        {
            Add(lines, token.LeadingTrivia);
            lines.Add(token.Text, KindOf(token));
            Add(lines, token.TrailingTrivia);
        }
    }

    private static void Add(HtmlLines lines, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            if (trivia.IsKind(SyntaxKind.SkippedTokensTrivia))
            {
                Add(lines, trivia.GetStructure()!); // words that the parser makes nothing of
            }
            else
            {
                lines.Add(trivia.ToFullString(), KindOf(trivia));
            }
        }
    }

    private static char? KindOf(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => 'c',
        _ when trivia.IsDirective => 'p',
        _ => null,
    };

    private static char? KindOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => 'n',
        SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.CharacterLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedRawStringEndToken => 's',
        SyntaxKind.IdentifierToken => KindOfName(token),
        var kind when SyntaxFacts.IsKeywordKind(kind) => 'k',
        _ => null,
    };

    private static char? KindOfName(SyntaxToken token) => token.Parent switch
    {
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => 't',
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => 'm',
        IdentifierNameSyntax { Identifier.Text: "var" } or IdentifierNameSyntax { Identifier.Text: "nameof", Parent: InvocationExpressionSyntax } => 'k',
        SimpleNameSyntax name => KindOfName(name),
        _ => null,
    };

    private static char? KindOfName(SimpleNameSyntax name)
    {
        SyntaxNode whole = name;
        while (whole.Parent is QualifiedNameSyntax qualified && qualified.Right == whole)
        {
            whole = qualified;
        }

        if (whole.Parent is MemberAccessExpressionSyntax access)
        {
            return access.Name == name ? IsCalled(access) ? 'm' : null
                : char.IsUpper(name.Identifier.Text[0]) ? 't' // a static member of a type; values begin with a small letter
                : null;
        }

        return IsCalled(whole) ? 'm' : IsTypePosition(whole) ? 't' : null;
    }

    private static bool IsCalled(SyntaxNode node) => node.Parent is InvocationExpressionSyntax call && call.Expression == node;

    private static bool IsTypePosition(SyntaxNode node) => node.Parent switch
    {
        NullableTypeSyntax or ArrayTypeSyntax or TypeArgumentListSyntax or BaseTypeSyntax or TypeConstraintSyntax
            or TypeOfExpressionSyntax or DefaultExpressionSyntax or RefTypeSyntax or TupleElementSyntax or AttributeSyntax
            or DeclarationPatternSyntax or RecursivePatternSyntax or TypePatternSyntax or CatchDeclarationSyntax
            or ObjectCreationExpressionSyntax or ExplicitInterfaceSpecifierSyntax => true,
        VariableDeclarationSyntax variable => variable.Type == node,
        ParameterSyntax parameter => parameter.Type == node,
        MethodDeclarationSyntax method => method.ReturnType == node,
        LocalFunctionStatementSyntax function => function.ReturnType == node,
        BasePropertyDeclarationSyntax property => property.Type == node,
        CastExpressionSyntax cast => cast.Type == node,
        ForEachStatementSyntax loop => loop.Type == node,
        DeclarationExpressionSyntax declaration => declaration.Type == node,
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ReturnType == node,
        BinaryExpressionSyntax binary => binary.Right == node && binary.Kind() is SyntaxKind.AsExpression or SyntaxKind.IsExpression,
        _ => false,
    };

    /// <summary>Collects pieces of source and cuts them at the line ends.</summary>
    private sealed class HtmlLines
    {
        private readonly List<string> lines = [];
        private readonly StringBuilder line = new();

        public void Add(string text, char? kind)
        {
            var pieces = text.ReplaceLineEndings("\n").Split('\n');
            for (var i = 0; i < pieces.Length; i++)
            {
                if (i > 0)
                {
                    EndLine();
                }

                if (pieces[i].Length > 0)
                {
                    var html = Html.Encode(pieces[i]);
                    line.Append(kind is null ? html : $"<span class=\"{kind}\">{html}</span>");
                }
            }
        }

        public List<string> Finish()
        {
            EndLine();
            return lines;
        }

        private void EndLine()
        {
            lines.Add(line.ToString());
            line.Clear();
        }
    }
}
