using LlmCourse.Runtime;

namespace LlmCourse.Generation.Decoding;

/// <summary>Guesses how a text goes on, cheaply, for a <see cref="SpeculativeDecoder"/> to check. (Chapter 15.)</summary>
public interface IDraft
{
    /// <summary>Guesses the next tokens, and says of each from which distribution it was drawn; fewer than asked for, or none, where it has no idea.</summary>
    /// <param name="tokens">The text so far.</param>
    /// <param name="most">The most tokens that are of use.</param>
    /// <param name="options">How the text is sampled; a good guess is sampled in the same way.</param>
    /// <param name="random">Where the choices come from.</param>
    public IReadOnlyList<(int Token, double[] Distribution)> Guess(IReadOnlyList<int> tokens, int most, SamplingOptions options, SeededRandom random);
}
