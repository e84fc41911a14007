namespace LlmCourse.Generation.Constraints;

/// <summary>Any JSON value. (RFC 8259, section 3.)</summary>
/// <param name="depth">Objects and lists that it is in.</param>
internal sealed class ValuePart(int depth) : GrammarPart
{
    /// <summary>Objects and lists within each other; readers give up at 64.</summary>
    public const int MostDepth = 32;

    private static readonly LiteralPart True = new("true"), False = new("false"), Null = new("null");

    /// <inheritdoc/>
    public override byte[] Shortest { get; } = "0"u8.ToArray();

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest) => (char)next switch
    {
        '{' => depth < MostDepth ? ObjectPart.Opened(depth + 1, rest) : null,
        '[' => depth < MostDepth ? ListPart.Opened(new ValuePart(depth + 1), rest) : null,
        '"' => StringPart.Any.Next(next, state, rest),
        't' => True.Next(next, state, rest),
        'f' => False.Next(next, state, rest),
        'n' => Null.Next(next, state, rest),
        _ => NumberPart.Any.Next(next, state, rest),
    };
}
