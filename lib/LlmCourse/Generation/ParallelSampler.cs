using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Generation;

/// <summary>
/// Lets a model write many texts at once, each after a prompt of its own: all rows go forward token by token through one <see cref="KVCache"/>. Reinforcement
/// learning spends most of its time on this. (Chapter 12.)
/// </summary>
public static class ParallelSampler
{
    /// <summary>What the model says after each prompt, up to and with the end token, or cut off at the limit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The prompts, in tokens.</param>
    /// <param name="end">The token that ends a text.</param>
    /// <param name="maxTokens">Most tokens of a text.</param>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="temperature">Below 1 sharpens the distribution; 0 always takes the likeliest token.</param>
    /// <exception cref="ArgumentException">There is no prompt, one is empty, or prompt and text are longer than the context.</exception>
    public static int[][] Sample(Gpt model, IReadOnlyList<IReadOnlyList<int>> prompts, int end, int maxTokens, SeededRandom random, double temperature = 1)
    {
        if (prompts.Count == 0 || prompts.Any(prompt => prompt.Count == 0))
        {
            throw new ArgumentException($"Sampling needs prompts of at least one token each; {prompts.Count} were given, {prompts.Count(prompt => prompt.Count == 0)} of them empty.");
        }

        using var evaluation = new EvaluationMode(model);
        var longest = prompts.Max(prompt => prompt.Count) + maxTokens;
        using var cache = new KVCache(model.Config, prompts.Count, longest - 1, model.Device); // the last token is never read
        var texts = prompts.Select(prompt => prompt.ToList()).ToArray();
        var (logits, weights) = (new float[prompts.Count * model.Config.VocabularySize], new double[model.Config.VocabularySize]); // large, so made once
        bool IsOpen(int row) => texts[row].Count < prompts[row].Count + maxTokens && (texts[row].Count == prompts[row].Count || texts[row][^1] != end);
        for (var place = 0; place < longest - 1 && Enumerable.Range(0, texts.Length).Any(IsOpen); place++)
        {
            var asks = Enumerable.Range(0, texts.Length).Where(row => texts[row].Count == place + 1 && IsOpen(row)).ToArray();
            Next(model, cache, [.. texts.Select(text => (long)(place < text.Count ? text[place] : end))], asks, logits);
            for (var i = 0; i < asks.Length; i++)
            {
                texts[asks[i]].Add(Choose(logits.AsSpan(i * weights.Length, weights.Length), weights, temperature, random.NextDouble()));
            }
        }

        return [.. texts.Select((text, row) => text.Skip(prompts[row].Count).ToArray())];
    }

    /// <summary>Reads the token of each row, and copies the logits of those rows that ask for one. -> [rows · V].</summary>
    private static void Next(Gpt model, KVCache cache, long[] tokens, int[] asks, float[] logits)
    {
        using var scope = NewDisposeScope();
        var all = model.Next(tensor(tokens, device: model.Device), cache); // [B, V]
        if (asks.Length > 0)
        {
            var rows = tensor(asks.Select(row => (long)row).ToArray(), device: model.Device);
            all.index_select(0, rows).cpu().data<float>().CopyTo(logits);
        }
    }

    /// <summary>The token at a place of the cumulative distribution, 0 to 1. Without the sorting that top-k needs.</summary>
    private static int Choose(ReadOnlySpan<float> logits, double[] weights, double temperature, double draw)
    {
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
        {
            best = logits[token] > logits[best] ? token : best;
        }

        if (!float.IsFinite(logits[best]))
        {
            throw new ArgumentException("The model's logits are no numbers (NaN or infinite), as after a training that has diverged; train it anew with a smaller learning rate.");
        }

        if (temperature == 0)
        {
            return best;
        }

        var total = 0.0;
        for (var token = 0; token < logits.Length; token++)
        {
            total += weights[token] = Math.Exp((logits[token] - logits[best]) / temperature);
        }

        var (left, chosen) = (draw * total, best);
        for (var token = 0; token < logits.Length; token++)
        {
            if (weights[token] > 0)
            {
                chosen = token;
                left -= weights[token];
                if (left < 0)
                {
                    break;
                }
            }
        }

        return chosen;
    }
}
