using LlmCourse.Model;

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

    /// <summary>y = activation(y), of SwiGLU times the other half. [count], [count] -> [count].</summary>
    public static void Bend(ActivationKind kind, float* y, float* gate, int count)
    {
        for (var i = 0; i < count; i++)
        {
            y[i] = kind switch
            {
                ActivationKind.Gelu => y[i] * Phi(y[i]),
                ActivationKind.GeluTanh => 0.5f * y[i] * (1 + MathF.Tanh(0.7978845608f * (y[i] + (0.044715f * y[i] * y[i] * y[i])))),
                ActivationKind.SquaredRelu => y[i] > 0 ? y[i] * y[i] : 0,
                _ => y[i] * gate[i] / (1 + MathF.Exp(-gate[i])),
            };
        }
    }

    /// <summary>The share of a normal distribution below x, by Abramowitz and Stegun 7.1.26, exact to 1.5e-7.</summary>
    private static float Phi(float x)
    {
        var size = MathF.Abs(x) * 0.7071067812f;
        var t = 1 / (1 + (0.3275911f * size));
        var tail = 0.5f * t * (0.254829592f + (t * (-0.284496736f + (t * (1.421413741f + (t * (-1.453152027f + (t * 1.061405429f)))))))) * MathF.Exp(-size * size);
        return x > 0 ? 1 - tail : tail;
    }
}
