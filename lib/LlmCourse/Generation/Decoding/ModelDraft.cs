using LlmCourse.Runtime;

namespace LlmCourse.Generation.Decoding;

/// <summary>A small model that guesses for a large one. (Leviathan et al. 2022, section 2; chapter 15.)</summary>
/// <param name="decoder">The small model, of the same tokenizer; it stays the caller's.</param>
public sealed class ModelDraft(Decoder decoder) : IDraft, IDisposable
{
    private readonly DecoderText text = decoder.Begin();
    private readonly List<int> known = [];

    /// <inheritdoc/>
    public IReadOnlyList<(int Token, double[] Distribution)> Guess(IReadOnlyList<int> tokens, int most, SamplingOptions options, SeededRandom random)
    {
        var guesses = new List<(int Token, double[] Distribution)>();
        if (tokens.Count > text.Capacity)
        {
            return guesses; // it cannot read so far; a text without guesses is only slower
        }

        KeepWhatStillHolds(tokens);
        var unread = tokens.Skip(known.Count).ToArray();
        while (guesses.Count < most && known.Count + unread.Length <= text.Capacity)
        {
            var distribution = TokenSampler.Probabilities(decoder.Read(text, unread), options);
            known.AddRange(unread);
            guesses.Add((TokenSampler.Draw(distribution, random), distribution));
            unread = [guesses[^1].Token];
        }

        return guesses;
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();

    /// <summary>Forgets guesses that the large model did not take; the last token is always read anew, for its prediction.</summary>
    private void KeepWhatStillHolds(IReadOnlyList<int> tokens)
    {
        var same = 0;
        while (same < known.Count && same < tokens.Count - 1 && known[same] == tokens[same])
        {
            same++;
        }

        known.RemoveRange(same, known.Count - same);
        text.Truncate(same);
    }
}
