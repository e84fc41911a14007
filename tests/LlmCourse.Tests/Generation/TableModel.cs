using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Generation;

/// <summary>A model without a memory whose predictions a test can write down: each token has one token that is likely to follow.</summary>
internal static class TableModel
{
    /// <summary>A model after which <paramref name="next"/>[t] is the likely token after t, by far: its logit is about 100, the others' about 0.</summary>
    public static Gpt Of(IReadOnlyList<int> next)
    {
        var size = next.Count;
        var model = new Gpt(new GptConfig
        {
            VocabularySize = size,
            ContextLength = 8,
            Layers = 1,
            Heads = 1,
            EmbeddingSize = size,
            TiedHead = false,
        });
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, weight) in weights)
        {
            if (!name.Contains("Norm", StringComparison.OrdinalIgnoreCase))
            {
                weight.zero_();
            }
        }

        weights["tokenEmbedding.weight"].copy_(eye(size)); // the blocks add nothing to it
        for (var token = 0; token < size; token++)
        {
            weights["head.weight"][next[token], token] = tensor(100 / MathF.Sqrt(size - 1)); // a normalised one-hot has √(V − 1) there
        }

        return model;
    }

    /// <summary>A model that counts up and begins again: after token t comes t + 1.</summary>
    public static Gpt Cycle(int size) => Of([.. Enumerable.Range(0, size).Select(token => (token + 1) % size)]);
}
