
namespace LlmCourse.Generation.Decoding;

/// <summary>The weights of one layer as a <see cref="Decoder"/> reads them; null where the config has none.</summary>
internal sealed unsafe class DecoderLayer
{
    /// <summary>Before attention, or behind it where the norms come last.</summary>
    public required DecoderNorm AttentionNorm { get; init; }

    /// <summary>Queries, keys and values in one matrix.</summary>
    public required PackedMatrix QueryKeyValue { get; init; }

    /// <summary>What is added to them.</summary>
    public required float* QueryKeyValueBias { get; init; }

    /// <summary>Of each head's query.</summary>
    public DecoderNorm? QueryNorm { get; init; }

    /// <summary>Of each head's key.</summary>
    public DecoderNorm? KeyNorm { get; init; }

    /// <summary>From what the heads found back to the stream.</summary>
    public required PackedMatrix Output { get; init; }

    /// <summary>What is added to it.</summary>
    public required float* OutputBias { get; init; }

    /// <summary>Before the feed-forward part, or behind it.</summary>
    public DecoderNorm? FeedForwardNorm { get; init; }

    /// <summary>Widens.</summary>
    public PackedMatrix? Up { get; init; }

    /// <summary>What is added to it.</summary>
    public required float* UpBias { get; init; }

    /// <summary>The gate of SwiGLU.</summary>
    public PackedMatrix? Gate { get; init; }

    /// <summary>What is added to it.</summary>
    public required float* GateBias { get; init; }

    /// <summary>Narrows.</summary>
    public PackedMatrix? Down { get; init; }

    /// <summary>What is added to it.</summary>
    public required float* DownBias { get; init; }

    /// <summary>Bytes of all matrices.</summary>
    public long Bytes => QueryKeyValue.Bytes + Output.Bytes + (Up?.Bytes ?? 0) + (Gate?.Bytes ?? 0) + (Down?.Bytes ?? 0);
}
