using LlmCourse.Model;

namespace LlmCourse.Training;

/// <summary>What a training needs in memory, estimated before it starts, so that it is refused with a sentence and not killed half-way.</summary>
public static class MemoryEstimate
{
    /// <summary>
    /// Bytes for weights, gradients and two moments (16 a parameter) and for the activations that the backward pass needs:
    /// per token and layer about 34·C numbers of 2 bytes in Korthikanti et al. 2022, section 4.1, here of 4, attention scores not kept; and the
    /// logits three times.
    /// </summary>
    public static long TrainingBytes(LanguageModelConfig config, int batchSize, int length)
    {
        Int128 tokens = (Int128)batchSize * length;
        var activations = tokens * ((34L * config.Layers * config.EmbeddingSize) + (3L * config.VocabularySize)) * 4;
        var total = (16 * (Int128)config.ParameterCount) + activations;
        return total > long.MaxValue ? long.MaxValue : (long)total;
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
