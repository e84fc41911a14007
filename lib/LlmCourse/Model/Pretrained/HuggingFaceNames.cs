using System.Text.RegularExpressions;

namespace LlmCourse.Model.Pretrained;

/// <summary>What each family calls its tensors, and how it lays them out.</summary>
internal static partial class HuggingFaceNames
{
    /// <summary>The head's name, in every family; a tied head need not be in the files.</summary>
    public const string Head = "lm_head.weight";

    /// <summary>What stands before GPT-2's names in newer files and not in the first ones.</summary>
    public const string Gpt2Prefix = "transformer.";

    /// <summary>The tensors of a model, one after the other; GPT-2's without their prefix.</summary>
    public static IEnumerable<PretrainedTensor> Of(HuggingFaceFamily family, GptConfig config)
    {
        var body = family == HuggingFaceFamily.Gpt2 ? Gpt2(config) : Llama(config);
        long[] shape = [config.VocabularySize, config.EmbeddingSize];
        return config.TiedHead ? body : body.Append(new PretrainedTensor(Head, shape, "head.weight"));
    }

    /// <summary>The embedding that a tied head shares.</summary>
    public static string EmbeddingOf(HuggingFaceFamily family) => family == HuggingFaceFamily.Gpt2 ? "wte.weight" : "model.embed_tokens.weight";

    /// <summary>Masks and rotary frequencies, which old files carry though they follow from the config.</summary>
    public static bool IsBuffer(HuggingFaceFamily family, string name) =>
        (family == HuggingFaceFamily.Gpt2 ? Gpt2Buffer() : LlamaBuffer()).IsMatch(name);

    private static IEnumerable<PretrainedTensor> Gpt2(GptConfig config)
    {
        long c = config.EmbeddingSize, hidden = config.HiddenSize;
        yield return new("wte.weight", [config.VocabularySize, c], "tokenEmbedding.weight");
        yield return new("wpe.weight", [config.ContextLength, c], "positionEmbedding.weight");
        for (var i = 0; i < config.Layers; i++)
        {
            var (theirs, ours) = ($"h.{i}", $"blocks.{i}");
            var tensors = Norm($"{theirs}.ln_1", $"{ours}.attentionNorm")
                .Concat(Conv1D($"{theirs}.attn.c_attn", $"{ours}.attention.queryKeyValue", c, 3 * c))
                .Concat(Conv1D($"{theirs}.attn.c_proj", $"{ours}.attention.output", c, c))
                .Concat(Norm($"{theirs}.ln_2", $"{ours}.feedForwardNorm"))
                .Concat(Conv1D($"{theirs}.mlp.c_fc", $"{ours}.feedForward.up", c, hidden))
                .Concat(Conv1D($"{theirs}.mlp.c_proj", $"{ours}.feedForward.down", hidden, c));
            foreach (var tensor in tensors)
            {
                yield return tensor;
            }
        }

        foreach (var tensor in Norm("ln_f", "finalNorm"))
        {
            yield return tensor;
        }

        IEnumerable<PretrainedTensor> Norm(string theirs, string ours) =>
            [new($"{theirs}.weight", [c], $"{ours}.weight"), new($"{theirs}.bias", [c], $"{ours}.bias")];

        // GPT-2's matrices stand as x·W, so the file has them as [in, out].
        IEnumerable<PretrainedTensor> Conv1D(string theirs, string ours, long input, long output) =>
            [new($"{theirs}.weight", [input, output], $"{ours}.weight", IsTransposed: true), new($"{theirs}.bias", [output], $"{ours}.bias")];
    }

    private static IEnumerable<PretrainedTensor> Llama(GptConfig config)
    {
        long c = config.EmbeddingSize, hidden = config.HiddenSize, queries = config.QueryKeyValueSizes[0];
        yield return new("model.embed_tokens.weight", [config.VocabularySize, c], "tokenEmbedding.weight");
        for (var i = 0; i < config.Layers; i++)
        {
            var (theirs, ours) = ($"model.layers.{i}", $"blocks.{i}");
            yield return new($"{theirs}.input_layernorm.weight", [c], $"{ours}.attentionNorm.weight");
            foreach (var tensor in QueryKeyValue(config, $"{theirs}.self_attn", $"{ours}.attention"))
            {
                yield return tensor;
            }

            yield return new($"{theirs}.self_attn.o_proj.weight", [c, queries], $"{ours}.attention.output.weight");
            yield return new($"{theirs}.post_attention_layernorm.weight", [c], $"{ours}.feedForwardNorm.weight");
            yield return new($"{theirs}.mlp.gate_proj.weight", [hidden, c], $"{ours}.feedForward.gate.weight");
            yield return new($"{theirs}.mlp.up_proj.weight", [hidden, c], $"{ours}.feedForward.up.weight");
            yield return new($"{theirs}.mlp.down_proj.weight", [c, hidden], $"{ours}.feedForward.down.weight");
        }

        yield return new("model.norm.weight", [c], "finalNorm.weight");
    }

    /// <summary>Three tensors of theirs, one below the other in ours.</summary>
    private static IEnumerable<PretrainedTensor> QueryKeyValue(GptConfig config, string theirs, string ours)
    {
        long firstRow = 0;
        foreach (var (name, rows) in "qkv".Zip(config.QueryKeyValueSizes))
        {
            yield return new($"{theirs}.{name}_proj.weight", [rows, config.EmbeddingSize], $"{ours}.queryKeyValue.weight", firstRow);
            if (config.QueryKeyValueBias ?? config.Bias)
            {
                yield return new($"{theirs}.{name}_proj.bias", [rows], $"{ours}.queryKeyValue.bias", firstRow);
            }

            firstRow += rows;
        }

        if (config.QueryKeyNorm)
        {
            yield return new($"{theirs}.q_norm.weight", [config.HeadSize], $"{ours}.queryNorm.weight");
            yield return new($"{theirs}.k_norm.weight", [config.HeadSize], $"{ours}.keyNorm.weight");
        }
    }

    [GeneratedRegex(@"^h\.\d+\.attn\.(masked_)?bias$")]
    private static partial Regex Gpt2Buffer();

    [GeneratedRegex(@"^model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq$")]
    private static partial Regex LlamaBuffer();
}
