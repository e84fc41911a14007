using System.Text;

namespace LlmCourse.Generation.Constraints;

/// <summary>One fixed text.</summary>
internal sealed class LiteralPart(ReadOnlyMemory<byte> text) : GrammarPart
{
    /// <summary>A text in UTF-8.</summary>
    public LiteralPart(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <inheritdoc/>
    public override byte[] Shortest { get; } = text.ToArray();

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest) =>
        next != text.Span[0] ? null
        : text.Length == 1 ? rest
        : rest.After(new LiteralPart(text[1..]));
}
