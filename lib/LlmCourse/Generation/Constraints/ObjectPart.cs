namespace LlmCourse.Generation.Constraints;

/// <summary>The rest of a JSON object of any fields. (RFC 8259, section 4.)</summary>
internal sealed class ObjectPart : GrammarPart
{
    private static readonly LiteralPart Colon = new(":");
    private readonly int depth;
    private readonly Place place;

    private ObjectPart(int depth, Place place)
    {
        (this.depth, this.place) = (depth, place);
        Shortest = place == Place.Name ? "\"\":0}"u8.ToArray() : "}"u8.ToArray();
    }

    private enum Place
    {
        First,  // a name, or the end
        Name,
        Behind, // a comma, or the end
    }

    /// <inheritdoc/>
    public override byte[] Shortest { get; }

    /// <summary>What may come after the opening brace.</summary>
    public static GrammarState Opened(int depth, GrammarState rest) => rest.After(new ObjectPart(depth, Place.First)).After(SpacePart.Any);

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest) => ((char)next, place) switch
    {
        ('}', Place.First or Place.Behind) => rest,
        (',', Place.Behind) => rest.After(new ObjectPart(depth, Place.Name)).After(SpacePart.Any),
        ('"', Place.First or Place.Name) => Field(rest).Next(next),
        _ => null,
    };

    private GrammarState Field(GrammarState rest) =>
        rest.After(new ObjectPart(depth, Place.Behind)).After(SpacePart.Any).After(new ValuePart(depth)).After(SpacePart.Any).After(Colon).After(SpacePart.Any).After(StringPart.Any);
}
