using System.Text;
using LlmCourse.Display;
using Microsoft.CodeAnalysis;

namespace LlmCourse.Kernel.Session;

/// <summary>Tells of symbols what a reader wants to know: signature, type, documentation.</summary>
internal static class SymbolText
{
    private const int MostSignatures = 30;

    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .AddMemberOptions(SymbolDisplayMemberOptions.IncludeModifiers);

    /// <summary>The symbols' signatures, and the documentation of the first one that has any.</summary>
    public static MimeBundle Describe(IReadOnlyList<ISymbol> symbols, CancellationToken cancellation)
    {
        var signatures = symbols.Take(MostSignatures).Select(Signature).ToList();
        if (symbols.Count > MostSignatures)
        {
            signatures.Add($"// and {symbols.Count - MostSignatures} more overloads");
        }

        var code = string.Join('\n', signatures);
        var documentation = symbols.Select(symbol => DocumentationText.Read(symbol, cancellation)).FirstOrDefault(text => text.Length > 0) ?? "";
        var plain = new StringBuilder(code);
        var markdown = new StringBuilder($"```csharp\n{code}\n```");
        if (documentation.Length > 0)
        {
            plain.Append("\n\n").Append(documentation);
            markdown.Append("\n\n").Append(documentation.Replace("\n", "\n\n", StringComparison.Ordinal));
        }

        return new MimeBundle(plain.ToString()).With("text/markdown", markdown.ToString());
    }

    private static string Signature(ISymbol symbol)
    {
        var text = symbol.ToDisplayString(Format);
        return symbol is INamedTypeSymbol { ContainingNamespace: { IsGlobalNamespace: false } place } ? $"{text} // in {place.ToDisplayString()}" : text;
    }
}
