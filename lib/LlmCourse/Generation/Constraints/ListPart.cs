namespace LlmCourse.Generation.Constraints;

/// <summary>The rest of a JSON list. (RFC 8259, section 5.)</summary>
internal sealed class ListPart : GrammarPart
{
    private readonly GrammarPart item;
    private readonly bool isFirst;

    private ListPart(GrammarPart item, bool isFirst) => (this.item, this.isFirst) = (item, isFirst);

    /// <inheritdoc/>
    public override byte[] Shortest { get; } = "]"u8.ToArray();

    /// <summary>A whole list with its brackets.</summary>
    public static SequencePart Of(GrammarPart item) => new(new LiteralPart("["), SpacePart.Any, new ListPart(item, isFirst: true));

    /// <summary>What may come after the opening bracket.</summary>
    public static GrammarState Opened(GrammarPart item, GrammarState rest) => rest.After(new ListPart(item, isFirst: true)).After(SpacePart.Any);

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest)
    {
        var behind = rest.After(new ListPart(item, isFirst: false)).After(SpacePart.Any);
        return next == (byte)']' ? rest
            : isFirst ? behind.After(item).Next(next)
            : next == (byte)',' ? behind.After(item).After(SpacePart.Any)
            : null;
    }
}
