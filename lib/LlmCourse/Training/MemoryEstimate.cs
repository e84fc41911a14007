using LlmCourse.Model;

namespace LlmCourse.Training;

/// <summary>What a training needs in memory, estimated before it starts, so that it is refused with a sentence and not killed half-way.</summary>
public static class MemoryEstimate
{
    /// <summary>
    /// Bytes for weights, gradients and two moments (16 a parameter) and for the activations that the backward pass needs:
    /// per token and layer about 34·C numbers of 2 bytes in Korthikanti et al. 2022, section 4.1, here of 4, attention scores not kept; and the
    /// logits three times. Of a mixture of experts all have weights, but only those that a token meets have activations.
    /// </summary>
    public static long TrainingBytes(LanguageModelConfig config, int batchSize, int length)
    {
        Int128 tokens = (Int128)batchSize * length;
        var layers = (34L * config.Layers * config.EmbeddingSize) + ExpertNumbers(config);
        var activations = tokens * (layers + (3L * config.VocabularySize)) * 4;
        var total = (16 * (Int128)config.ParameterCount) + activations;
        return total > long.MaxValue ? long.MaxValue : (long)total;
    }

    /// <summary>
    /// What a mixture keeps per token more, or less, than the dense part that it stands for, whose share of the 34·C is 19·C at a width of 4·C:
    /// each expert that works on the token has its part of that, and each chosen one two copies of the token besides.
    /// </summary>
    private static long ExpertNumbers(LanguageModelConfig config)
    {
        if (config is not GptConfig { Experts: { } experts } mixture)
        {
            return 0;
        }

        long c = config.EmbeddingSize, working = 19L * experts.Working * mixture.ExpertSize / 4;
        return mixture.ExpertLayers * (working + (2 * experts.Active * c) - (19 * c));
    }

    /// <summary>Checks that the training fits into this machine's memory.</summary>
    /// <exception cref="InsufficientMemoryException">It does not; the message says what is needed and what there is.</exception>
    public static void Require(LanguageModelConfig config, int batchSize, int length)
    {
        var needed = TrainingBytes(config, batchSize, length);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            throw new InsufficientMemoryException(FormattableString.Invariant(
                $"Training {config.ParameterCount:N0} parameters on batches of {batchSize} x {length} tokens needs about {needed / 1e9:N1} GB of memory, but this machine has {available / 1e9:N1} GB; make the batch, the context or the model smaller."));
        }
    }
}
