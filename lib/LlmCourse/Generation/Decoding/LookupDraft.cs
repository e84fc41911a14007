using LlmCourse.Runtime;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Guesses without a model: where the last few tokens stood in the text before, it went on somehow, and it may go on so again. Good for texts that quote, bad for those that do not, and nearly free.
/// (Saxena 2023, prompt lookup decoding; chapter 15.)
/// </summary>
/// <param name="vocabularySize">Tokens of the vocabulary.</param>
/// <param name="longest">The most last tokens that are looked for; fewer, down to one, when these are found nowhere.</param>
public sealed class LookupDraft(int vocabularySize, int longest = 3) : IDraft
{
    /// <inheritdoc/>
    public IReadOnlyList<(int Token, double[] Distribution)> Guess(IReadOnlyList<int> tokens, int most, SamplingOptions options, SeededRandom random)
    {
        for (var length = Math.Min(longest, tokens.Count - 1); length > 0; length--)
        {
            for (var begin = tokens.Count - length - 1; begin >= 0; begin--)
            {
                if (Enumerable.Range(0, length).All(i => tokens[begin + i] == tokens[tokens.Count - length + i]))
                {
                    return [.. tokens.Skip(begin + length).Take(most).Select(token => (token, Certain(token)))];
                }
            }
        }

        return [];
    }

    private double[] Certain(int token)
    {
        var distribution = new double[vocabularySize];
        distribution[token] = 1;
        return distribution;
    }
}
