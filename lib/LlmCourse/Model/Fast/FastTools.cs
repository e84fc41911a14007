namespace LlmCourse.Model.Fast;

/// <summary>What the blocks of one worker share: kernels, and memory that nobody needs for long.</summary>
internal sealed unsafe class FastTools : IDisposable
{
    /// <summary>Takes the memory for the given number of rows of sequences of the given length.</summary>
    public FastTools(GptConfig config, FloatArena arena, int rows, int length)
    {
        Norm = new NormKernel(config.Norm, config.EmbeddingSize, config.ShiftedChannels);
        FinalNorm = new NormKernel(config.Norm, config.EmbeddingSize, 0);
        Rotary = new RotaryKernel(config);
        Attention = new AttentionKernel(config, Product);
        Narrow = arena.Take((long)rows * config.EmbeddingSize);
        Wide = arena.Take((long)rows * Math.Max(config.HiddenSize, 3 * config.EmbeddingSize));
        Scores = arena.Take(64L * length);
        Probabilities = KeepsProbabilities(length) ? null : arena.Take((long)config.Heads * length * length);
    }

    public MatrixProduct Product { get; } = new();

    public NormKernel Norm { get; }

    public NormKernel FinalNorm { get; }

    public RotaryKernel Rotary { get; }

    public AttentionKernel Attention { get; }

    /// <summary>[rows, C]</summary>
    public float* Narrow { get; }

    /// <summary>[rows, the larger of hidden and 3C]</summary>
    public float* Wide { get; }

    /// <summary>[64, T]</summary>
    public float* Scores { get; }

    /// <summary>[H, T, T] of the sequence at hand, where sequences are too long for every block to keep its own.</summary>
    public float* Probabilities { get; }

    /// <summary>True where every block keeps its probabilities; for long sequences they are computed a second time instead.</summary>
    public static bool KeepsProbabilities(int length) => length <= 512;

    /// <inheritdoc/>
    public void Dispose()
    {
        Product.Dispose();
        Norm.Dispose();
        FinalNorm.Dispose();
        Rotary.Dispose();
    }
}
