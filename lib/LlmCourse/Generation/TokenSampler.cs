using LlmCourse.Runtime;

namespace LlmCourse.Generation;

/// <summary>Turns logits into one token: temperature, then top-k, then top-p, then a draw. (Chapter 04.)</summary>
public static class TokenSampler
{
    /// <summary>The probabilities of all tokens after temperature, top-k and top-p; those cut off have 0. [V] -> [V].</summary>
    /// <exception cref="ArgumentException">A logit is no number, as after a training that has diverged.</exception>
    public static double[] Probabilities(ReadOnlySpan<float> logits, SamplingOptions options)
    {
        var scores = logits.ToArray();
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(token => scores[token]).ToArray(); // most likely first
        var probabilities = new double[scores.Length];
        if (!float.IsFinite(scores[order[0]]) || scores.Any(float.IsNaN))
        {
            throw new ArgumentException("The model's logits are no numbers (NaN or infinite), as after a training that has diverged; train it anew with a smaller learning rate.");
        }

        if (options.Temperature == 0)
        {
            probabilities[order[0]] = 1;
            return probabilities;
        }

        var kept = order.AsSpan(0, Math.Min(options.TopK ?? scores.Length, scores.Length));
        var total = 0.0;
        foreach (var token in kept)
        {
            probabilities[token] = Math.Exp((scores[token] - scores[order[0]]) / options.Temperature);
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
}
