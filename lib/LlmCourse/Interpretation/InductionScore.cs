using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// How much of an induction head one head is: it looks for what came after the token at hand last time (prefix matching), and says that this
/// will come now (copying). (Olsson et al. 2022; Elhage et al. 2021; chapter 07.)
/// </summary>
/// <param name="Head">The head.</param>
/// <param name="PrefixMatching">
/// Share of its attention that lies on tokens which followed an earlier occurrence of the token at hand, 0 to 1: the mean over all positions
/// whose token has occurred before.
/// </param>
/// <param name="Copying">
/// From 1 for a head that makes more likely whatever it looks at, to -1 for one that makes it less likely: the sum of the eigenvalues of the
/// way from the tokens read to the tokens written, over the sum of their sizes (Elhage et al. 2021, section on the eigenvalue analysis).
/// </param>
public sealed record InductionScore(AttentionHead Head, double PrefixMatching, double Copying)
{
    /// <summary>The scores of all heads, layer by layer, on sequences in which tokens come again, [B, T] int64.</summary>
    /// <exception cref="ArgumentException">No token comes again.</exception>
    public static IReadOnlyList<InductionScore> Of(Gpt model, Tensor tokens) =>
        [.. PrefixMatchingOf(model, tokens).Zip(AttentionHead.AllOf(model.Config), (prefix, head) => new InductionScore(head, prefix, CopyingOf(model, head)))];

    /// <summary>The prefix-matching score of every head, layer by layer; cheap enough for every few steps of a training.</summary>
    /// <exception cref="ArgumentException">No token comes again.</exception>
    public static IReadOnlyList<double> PrefixMatchingOf(Gpt model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        tokens = tokens.to(model.Device);
        var followers = Followers(tokens);                            // [B, T, T]
        var asked = followers.sum(-1).greater(0).to(float32);         // [B, T]
        var count = asked.sum().item<float>();
        if (count == 0)
        {
            throw new ArgumentException("No token of these sequences has occurred before, so there is no prefix to match; pass sequences that repeat themselves.");
        }

        var scores = new List<double>();
        ModuleHooks.Run<CausalSelfAttention>(model, tokens, (_, attention, input, _) =>
        {
            using var within = NewDisposeScope();
            var onFollowers = (attention.Weights(input) * followers.unsqueeze(1)).sum([0, 2, 3]); // [H]; rows without any count nothing
            scores.AddRange((onFollowers / count).cpu().data<float>().ToArray().Select(score => (double)score));
        });
        return scores;
    }

    /// <summary>
    /// The copying score of one head, read off its weights alone: what its values and its output make of each token's embedding, in the head's
    /// logits, without what layers below it have added. Of a norm only its gain is counted.
    /// </summary>
    /// <exception cref="ArgumentException">The model has no such head, or its keys and values are shared.</exception>
    public static double CopyingOf(Gpt model, AttentionHead head)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var logits = TokenToLogits(model, head); // [V, V]
        var eigenvalues = linalg.eigvals((logits - logits.mean([1], keepdim: true)).to(float64).cpu());
        return (eigenvalues.real.sum() / eigenvalues.abs().sum()).item<double>();
    }

    /// <summary>1 where position j follows an earlier occurrence of the token at position t, else 0. [B, T] -> [B, T, T].</summary>
    private static Tensor Followers(Tensor tokens)
    {
        var same = tokens.unsqueeze(2).eq(tokens.unsqueeze(1)).to(float32); // [B, t, j]: the tokens at t and j are equal
        return nn.functional.pad(same, [1, -1]).tril();                     // moved one to the right: j - 1 is the occurrence
    }

    /// <summary>How much attending to each token raises the logit of each: the full OV circuit of Elhage et al. 2021. [V, V], a row per token read.</summary>
    private static Tensor TokenToLogits(Gpt model, AttentionHead head)
    {
        head.RequireIn(model.Config);
        if ((model.Config.KeyValueHeads ?? model.Config.Heads) != model.Config.Heads)
        {
            throw new ArgumentException($"The copying score needs heads with values of their own, but {model.Config.Heads} heads share {model.Config.KeyValueHeads}.");
        }

        var (weights, rows) = (model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter), model.Config.QueryKeyValueSizes);
        var (from, size, block) = (head.Head * model.Config.HeadSize, model.Config.HeadSize, $"blocks.{head.Layer}");
        var embedding = Gained(weights["tokenEmbedding.weight"], $"{block}.attentionNorm.weight");                                     // [V, C]
        var values = weights[$"{block}.attention.queryKeyValue.weight"].narrow(0, rows[0] + rows[1] + from, size);                     // [D, C]
        var output = weights[$"{block}.attention.output.weight"].narrow(1, from, size);                                                // [C, D]
        var unembedding = Gained(weights.GetValueOrDefault("head.weight") ?? weights["tokenEmbedding.weight"], "finalNorm.weight");    // [V, C]
        return nn.functional.linear(nn.functional.linear(nn.functional.linear(embedding, values), output), unembedding);

        Tensor Gained(Tensor vectors, string gain) => weights.TryGetValue(gain, out var factors) ? vectors * factors : vectors;
    }
}
