namespace LlmCourse.Generation.Constraints;

/// <summary>A JSON number, or what is left of one. (RFC 8259, section 6.)</summary>
internal sealed class NumberPart : GrammarPart
{
    private static readonly byte[] Zero = "0"u8.ToArray();
    private readonly Place place;
    private readonly bool isWhole;

    private NumberPart(Place place, bool isWhole) => (this.place, this.isWhole) = (place, isWhole);

    private enum Place
    {
        Start,
        Minus,
        Nought, // a leading zero, which no digit may follow
        Integer,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
    }

    /// <summary>Any number.</summary>
    public static NumberPart Any { get; } = new(Place.Start, isWhole: false);

    /// <summary>A number without a fraction or an exponent.</summary>
    public static NumberPart Whole { get; } = new(Place.Start, isWhole: true);

    /// <inheritdoc/>
    public override bool MayBeNothing => place is Place.Nought or Place.Integer or Place.Fraction or Place.ExponentDigits;

    /// <inheritdoc/>
    public override byte[] Shortest => MayBeNothing ? [] : Zero;

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest)
    {
        var (c, isDigit) = ((char)next, char.IsAsciiDigit((char)next));
        Place? to = place switch
        {
            Place.Start when c == '-' => Place.Minus,
            Place.Start or Place.Minus when isDigit => c == '0' ? Place.Nought : Place.Integer,
            Place.Integer when isDigit => Place.Integer,
            Place.Nought or Place.Integer when c == '.' && !isWhole => Place.Point,
            Place.Point or Place.Fraction when isDigit => Place.Fraction,
            Place.Nought or Place.Integer or Place.Fraction when c is 'e' or 'E' && !isWhole => Place.Exponent,
            Place.Exponent when c is '+' or '-' => Place.ExponentSign,
            Place.Exponent or Place.ExponentSign or Place.ExponentDigits when isDigit => Place.ExponentDigits,
            _ => null,
        };
        return to is not { } there ? null : there == place ? state : rest.After(new NumberPart(there, isWhole));
    }
}
