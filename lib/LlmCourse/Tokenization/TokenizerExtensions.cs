using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>What every tokenizer can do by means of its tokens' bytes.</summary>
public static class TokenizerExtensions
{
    /// <summary>The text of some ids; bytes that are no valid UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public static string Decode(this ITokenizer tokenizer, IEnumerable<int> tokens) => tokenizer.Decode(tokens.ToArray());

    internal static string JoinBytes(this ITokenizer tokenizer, ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>(4 * tokens.Length);
        foreach (var token in tokens)
        {
            bytes.AddRange(tokenizer.TokenBytes(token));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    internal static byte[] BytesAt(this byte[][] bytesOf, int token) => (uint)token < (uint)bytesOf.Length
        ? bytesOf[token]
        : throw new ArgumentException($"Token {token} is not in the vocabulary, whose ids run from 0 to {bytesOf.Length - 1}.");
}
