using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>
/// Decodes token by token. A token may end inside a UTF-8 sequence: the bytes of an unfinished character are held back until the tokens
/// that finish it arrive, and so the pieces together are exactly what <see cref="ITokenizer.Decode"/> gives for all tokens at once.
/// </summary>
public sealed class StreamingDecoder(ITokenizer tokenizer)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The text that this token completes; empty while a character is unfinished.</summary>
    /// <exception cref="ArgumentException">The id is not in the vocabulary.</exception>
    public string Append(int token) => Convert(tokenizer.TokenBytes(token), flush: false);

    /// <summary>What is left at the end: U+FFFD for a character that was never finished, otherwise nothing.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[decoder.GetCharCount(bytes, flush)];
        return new string(characters, 0, decoder.GetChars(bytes, characters, flush));
    }
}
