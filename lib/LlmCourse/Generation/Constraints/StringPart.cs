namespace LlmCourse.Generation.Constraints;

/// <summary>
/// A JSON string, or what is left of one: valid UTF-8, escapes, no control characters, and of the escapes by number none that is half a character. (RFC 8259, section 7; RFC 3629, section 4.)
/// </summary>
internal sealed class StringPart : GrammarPart
{
    private static readonly StringPart Inside = new(Place.Inside, 0, "\""u8);
    private static readonly StringPart Escape = new(Place.Escape, 0, "n\""u8);
    private static readonly StringPart[] Digits = [Inside, new(Place.Digits, 1, "0\""u8), new(Place.Digits, 2, "00\""u8), new(Place.Digits, 3, "000\""u8), new(Place.Digits, 4, "0000\""u8)];
    private static readonly StringPart AfterD = new(Place.AfterD, 3, "000\""u8); // D8 to DF begin halves of characters
    private static readonly StringPart[] Continued = [Inside, Continuation(1, 0x80, 0xBF), Continuation(2, 0x80, 0xBF), Continuation(3, 0x80, 0xBF)];
    private static readonly StringPart AfterE0 = Continuation(2, 0xA0, 0xBF), AfterED = Continuation(2, 0x80, 0x9F), AfterF0 = Continuation(3, 0x90, 0xBF), AfterF4 = Continuation(3, 0x80, 0x8F);

    private readonly Place place;
    private readonly int left;
    private readonly byte from;
    private readonly byte to;

    private StringPart(Place place, int left, ReadOnlySpan<byte> shortest, byte from = 0, byte to = 0) =>
        (this.place, this.left, Shortest, this.from, this.to) = (place, left, shortest.ToArray(), from, to);

    private enum Place
    {
        Start,
        Inside,
        Escape,
        Digits,
        AfterD,
        Continuation, // of a character of several bytes
    }

    /// <summary>A whole string with its quotation marks.</summary>
    public static StringPart Any { get; } = new(Place.Start, 0, "\"\""u8);

    /// <inheritdoc/>
    public override byte[] Shortest { get; }

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest)
    {
        if (place == Place.Inside && next == (byte)'"')
        {
            return rest;
        }

        var then = place switch
        {
            Place.Start => next == (byte)'"' ? Inside : null,
            Place.Inside => Character(next),
            Place.Escape => next == (byte)'u' ? Digits[4] : "\"\\/bfnrt"u8.Contains(next) ? Inside : null,
            Place.Digits => !char.IsAsciiHexDigit((char)next) ? null : left == 4 && next is (byte)'d' or (byte)'D' ? AfterD : Digits[left - 1],
            Place.AfterD => next is >= (byte)'0' and <= (byte)'7' ? Digits[left - 1] : null,
            _ => next >= from && next <= to ? Continued[left - 1] : null,
        };
        return then is null ? null : then == this ? state : rest.After(then);
    }

    private static StringPart? Character(byte next) => next switch
    {
        (byte)'\\' => Escape,
        < 0x20 => null,
        < 0x80 => Inside,
        >= 0xC2 and <= 0xDF => Continued[1],
        0xE0 => AfterE0,
        0xED => AfterED,
        >= 0xE1 and <= 0xEF => Continued[2],
        0xF0 => AfterF0,
        0xF4 => AfterF4,
        >= 0xF1 and <= 0xF3 => Continued[3],
        _ => null,
    };

    private static StringPart Continuation(int count, byte from, byte to) => new(Place.Continuation, count, [from, .. Enumerable.Repeat((byte)0x80, count - 1), (byte)'"'], from, to);
}
