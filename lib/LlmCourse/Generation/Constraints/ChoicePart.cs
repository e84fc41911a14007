namespace LlmCourse.Generation.Constraints;

/// <summary>One of several texts, none of which is the beginning of another.</summary>
internal sealed class ChoicePart(IReadOnlyList<ReadOnlyMemory<byte>> texts) : GrammarPart
{
    /// <inheritdoc/>
    public override byte[] Shortest { get; } = texts.MinBy(text => text.Length).ToArray();

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest)
    {
        ReadOnlyMemory<byte>[] left = [.. texts.Where(text => text.Span[0] == next).Select(text => text[1..])];
        return left.Length == 0 ? null : left[0].IsEmpty ? rest : rest.After(new ChoicePart(left));
    }
}
