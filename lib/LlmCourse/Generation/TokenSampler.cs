using LlmCourse.Runtime;

namespace LlmCourse.Generation;

/// <summary>Turns logits into one token: temperature, then top-k, then top-p, then a draw. (Chapter 04.)</summary>
public static class TokenSampler
{
    /// <summary>The probabilities of all tokens after temperature, top-k and top-p; those cut off have 0. [V] -> [V].</summary>
    /// <exception cref="ArgumentException">A logit is no number, as after a training that has diverged.</exception>
    public static double[] Probabilities(ReadOnlySpan<float> logits, SamplingOptions options)
    {
        var best = Best(logits);
        var probabilities = new double[logits.Length];
        if (options.Temperature == 0)
        {
            probabilities[best] = 1;
            return probabilities;
        }

        var order = LikeliestFirst(logits);
        var kept = order.AsSpan(0, Math.Min(options.TopK ?? order.Length, order.Length));
        var total = 0.0;
        foreach (var token in kept)
        {
            probabilities[token] = Math.Exp((logits[token] - logits[best]) / options.Temperature);
            total += probabilities[token];
        }

        var nucleus = (options.TopP ?? 1) * total;
        var reached = 0.0;
        foreach (var token in kept)
        {
            probabilities[token] = reached < nucleus ? probabilities[token] : 0;
            reached += probabilities[token];
        }

        for (var token = 0; token < probabilities.Length; token++)
        {
            probabilities[token] /= reached;
        }

        return probabilities;
    }

    /// <summary>Draws one token.</summary>
    public static int Sample(ReadOnlySpan<float> logits, SamplingOptions options, SeededRandom random) => Draw(Probabilities(logits, options), random);

    /// <summary>Draws one token from a distribution. [V]</summary>
    public static int Draw(IReadOnlyList<double> probabilities, SeededRandom random)
    {
        var draw = random.NextDouble();
        var last = 0;
        for (var token = 0; token < probabilities.Count; token++)
        {
            if (probabilities[token] > 0)
            {
                last = token;
                draw -= probabilities[token];
                if (draw < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    /// <summary>The likeliest token, of equals the first.</summary>
    private static int Best(ReadOnlySpan<float> logits)
    {
        var (best, isNumber) = (0, logits.Length > 0);
        for (var token = 0; token < logits.Length; token++)
        {
            isNumber &= !float.IsNaN(logits[token]);
            best = logits[token] > logits[best] ? token : best;
        }

        return isNumber && float.IsFinite(logits[best])
            ? best
            : throw new ArgumentException("The model's logits are no numbers (NaN or infinite), as after a training that has diverged; train it anew with a smaller learning rate.");
    }

    /// <summary>All tokens, the likeliest first, equals by their number: sorted as whole numbers, which takes a small part of the time that comparisons would.</summary>
    private static int[] LikeliestFirst(ReadOnlySpan<float> logits)
    {
        var keys = new ulong[logits.Length];
        for (var token = 0; token < keys.Length; token++)
        {
            var bits = BitConverter.SingleToUInt32Bits(logits[token] + 0f); // a negative zero becomes one like all others
            var rising = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000; // grows with the number
            keys[token] = ((ulong)~rising << 32) | (uint)token;
        }

        Array.Sort(keys);
        return Array.ConvertAll(keys, key => (int)(uint)key);
    }
}
