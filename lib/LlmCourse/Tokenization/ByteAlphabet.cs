namespace LlmCourse.Tokenization;

/// <summary>
/// The printable character that stands for each byte in the files of byte-level tokenizers: itself where it is printable in Latin-1, and
/// U+0100 onwards for the rest, so that a space reads <c>Ġ</c> and a new line <c>Ċ</c> (<c>bytes_to_unicode</c> in GPT-2's encoder.py).
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = CreateCharacters();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(b => Characters[b], b => (byte)b);

    /// <summary>The written form of some bytes.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[i] = Characters[bytes[i]];
        }

        return new string(text);
    }

    /// <summary>The bytes of a written form, or null when it holds a character that stands for no byte.</summary>
    public static byte[]? TryRead(string written)
    {
        var bytes = new byte[written.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(written[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static char[] CreateCharacters()
    {
        var characters = new char[256];
        var next = (char)256;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[b] = printable ? (char)b : next++;
        }

        return characters;
    }
}
