using LlmCourse.Model;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>What all workers of a decoder write to, each its own part. Every row ends in zeros up to a width that vectors divide.</summary>
internal sealed unsafe class DecoderBuffers
{
    /// <summary>Takes memory for the given number of rows.</summary>
    public DecoderBuffers(GptConfig config, int rows, FloatArena arena)
    {
        Width = DecoderInput.Padded(config.EmbeddingSize);
        ProjectedWidth = DecoderInput.Padded((int)config.QueryKeyValueSizes.Sum());
        MixedWidth = DecoderInput.Padded((int)config.QueryKeyValueSizes[0]);
        HiddenWidth = DecoderInput.Padded(config.HiddenSize);
        LogitsWidth = DecoderInput.Padded(config.VocabularySize);
        Stream = arena.Take((long)rows * Width);
        Projected = arena.Take((long)rows * ProjectedWidth);
        Mixed = arena.Take((long)rows * MixedWidth);
        Hidden = arena.Take((long)rows * HiddenWidth);
        Gate = arena.Take((long)rows * HiddenWidth);
        Logits = arena.Take((long)rows * LogitsWidth);
    }

    /// <summary>The residual stream. [rows, C]</summary>
    public float* Stream { get; }

    /// <summary>Queries, keys and values. [rows, (H + 2K)·D]</summary>
    public float* Projected { get; }

    /// <summary>What the heads found. [rows, H·D]</summary>
    public float* Mixed { get; }

    /// <summary>Inside the feed-forward part. [rows, F]</summary>
    public float* Hidden { get; }

    /// <summary>Its gate. [rows, F]</summary>
    public float* Gate { get; }

    /// <summary>Of the rows that are asked. [rows, V]</summary>
    public float* Logits { get; }

    /// <summary>From one row of the stream to the next.</summary>
    public int Width { get; }

    /// <summary>The same of queries, keys and values.</summary>
    public int ProjectedWidth { get; }

    /// <summary>The same of what the heads found.</summary>
    public int MixedWidth { get; }

    /// <summary>The same inside the feed-forward part.</summary>
    public int HiddenWidth { get; }

    /// <summary>The same of logits.</summary>
    public int LogitsWidth { get; }
}
