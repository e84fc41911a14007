using LlmCourse.Generation.Decoding;

namespace LlmCourse.Generation;

/// <summary>
/// Reads each token once and remembers its keys and values. A text that outgrows the context is looked at through a window that moves, in which every token has another position than before: what was
/// remembered is of no use then. (Chapter 15.)
/// </summary>
/// <param name="decoder">The model.</param>
/// <param name="tokens">The most tokens that the text will have.</param>
/// <param name="beyond">Who reads a text longer than the context; the decoder itself, all over again, when null.</param>
internal sealed class CachedTextReader(Decoder decoder, int tokens, ITextReader? beyond) : ITextReader
{
    private readonly DecoderText text = decoder.Begin(Math.Min(tokens, decoder.Config.ContextLength));

    /// <inheritdoc/>
    public float[] Next(IReadOnlyList<int> tokens)
    {
        if (tokens.Count <= decoder.Config.ContextLength)
        {
            return decoder.Read(text, [.. tokens.Skip(text.Length)]);
        }

        if (beyond is not null)
        {
            return beyond.Next(tokens);
        }

        text.Truncate(0);
        return decoder.Read(text, [.. tokens.Skip(tokens.Count - decoder.Config.ContextLength)]);
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();
}
