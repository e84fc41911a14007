using LlmCourse.Runtime;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Lets a draft guess several tokens and checks all of them in one reading, which costs hardly more than to read one. Guess x, drawn with probability q(x), is kept with probability min(1, p(x) / q(x));
/// at the first that is not kept, a token is drawn from max(0, p − q) instead. What comes out has exactly the distribution p of the model itself. (Leviathan et al. 2022, algorithm 1; Chen et al. 2023; chapter 15.)
/// </summary>
/// <param name="target">The model whose text it is; it stays the caller's.</param>
/// <param name="draft">Who guesses.</param>
/// <param name="guesses">Tokens that are guessed each time, γ.</param>
public sealed class SpeculativeDecoder(Decoder target, IDraft draft, int guesses = 4)
{
    /// <summary>Guesses that were checked.</summary>
    public long Guessed { get; private set; }

    /// <summary>Guesses that were kept.</summary>
    public long Kept { get; private set; }

    /// <summary>Times that the model read.</summary>
    public long Readings { get; private set; }

    /// <summary>Tokens of a reading when each guess is kept with probability α, on average: (1 − α^(γ+1)) / (1 − α). (Leviathan et al. 2022, equation 1.)</summary>
    public static double ExpectedTokens(double acceptance, int guesses) => acceptance < 1 ? (1 - Math.Pow(acceptance, guesses + 1)) / (1 - acceptance) : guesses + 1;

    /// <summary>Continues a text, token by token.</summary>
    /// <exception cref="ArgumentException">The prompt is empty, prompt and text are longer than the context, there is nothing to guess, or an option makes no sense.</exception>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, SamplingOptions options, CancellationToken cancellation = default)
    {
        options.Validate();
        var room = target.Config.ContextLength;
        return prompt.Count == 0 ? throw new ArgumentException("The prompt is empty, but the model needs at least one token to continue.")
            : prompt.Count + options.MaxTokens - 1 > room ? throw new ArgumentException($"{prompt.Count} tokens and {options.MaxTokens} more do not fit into the context of {room}.")
            : guesses < 1 || guesses >= Decoder.MostRows ? throw new ArgumentException($"Between 1 and {Decoder.MostRows - 1} tokens can be guessed at a time, not {guesses}.")
            : Run([.. prompt], options, cancellation);
    }

    private IEnumerable<int> Run(List<int> tokens, SamplingOptions options, CancellationToken cancellation)
    {
        using var text = target.Begin(Math.Min(target.Config.ContextLength, tokens.Count + options.MaxTokens + guesses));
        var random = new SeededRandom(options.Seed);
        var (end, buffer) = (tokens.Count + options.MaxTokens, new float[(guesses + 1) * target.Config.VocabularySize]);
        if (tokens.Count > 1)
        {
            target.Read([.. tokens.SkipLast(1).Select(token => new DecoderRow(text, token, IsAsked: false))], []);
        }

        while (tokens.Count < end)
        {
            cancellation.ThrowIfCancellationRequested();
            var guessed = draft.Guess(tokens, Math.Min(guesses, end - tokens.Count - 1), options, random);
            target.Read([new DecoderRow(text, tokens[^1], IsAsked: true), .. guessed.Select(guess => new DecoderRow(text, guess.Token, IsAsked: true))], buffer);
            Readings++;
            var taken = Check(guessed, buffer, options, random);
            text.Truncate(tokens.Count + taken.Count - 1); // the newest token has not been read
            tokens.AddRange(taken);
            foreach (var token in taken)
            {
                yield return token;
            }
        }
    }

    /// <summary>The guesses that are kept, and one token more.</summary>
    private List<int> Check(IReadOnlyList<(int Token, double[] Distribution)> guessed, float[] logits, SamplingOptions options, SeededRandom random)
    {
        var (taken, V) = (new List<int>(), target.Config.VocabularySize);
        for (var i = 0; i <= guessed.Count; i++)
        {
            var p = TokenSampler.Probabilities(logits.AsSpan(i * V, V), options);
            if (i == guessed.Count)
            {
                taken.Add(TokenSampler.Draw(p, random)); // all were kept, and there is a prediction behind the last
                break;
            }

            var (token, q) = guessed[i];
            Guessed++;
            if (random.NextDouble() * q[token] < p[token])
            {
                Kept++;
                taken.Add(token);
                continue;
            }

            taken.Add(TokenSampler.Draw(Rest(p, q), random));
            break;
        }

        return taken;
    }

    /// <summary>max(0, p − q), made a distribution again. [V], [V] -> [V].</summary>
    private static double[] Rest(double[] p, double[] q)
    {
        double[] rest = [.. p.Zip(q, (own, guess) => Math.Max(0, own - guess))];
        var total = rest.Sum();
        return total > 0 ? [.. rest.Select(share => share / total)] : p; // p and q are equal but for rounding
    }
}
