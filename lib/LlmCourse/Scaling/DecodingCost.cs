using LlmCourse.Model;

namespace LlmCourse.Scaling;

/// <summary>
/// What one step of generation costs, in which each text of a batch gets one token more: all weights are read once for all of them, and of each text what the cache holds. (Pope et al. 2022, section 2.1;
/// chapter 15.)
/// </summary>
/// <param name="Config">A dense model.</param>
/// <param name="Batch">Texts that go on together.</param>
/// <param name="Length">Tokens of each, those that the cache holds.</param>
/// <param name="BytesPerWeight">4 for float32; 1.06 for whole numbers with a scale for each 64.</param>
public sealed record DecodingCost(GptConfig Config, int Batch = 1, int Length = 0, double BytesPerWeight = 4)
{
    /// <summary>Keys and values that a token leaves in the cache, in float32.</summary>
    public long CacheBytesPerToken => 2L * Config.Layers * (Config.KeyValueHeads ?? Config.Heads) * Config.HeadSize * sizeof(float);

    /// <summary>Bytes of the matrices, with the head's.</summary>
    public double WeightBytes => BytesPerWeight * Config.MatrixParameterCount;

    /// <summary>Bytes of the cache that the step reads.</summary>
    public double CacheBytes => (double)Batch * Length * CacheBytesPerToken;

    /// <summary>Bytes that the step reads.</summary>
    public double Bytes => WeightBytes + CacheBytes;

    /// <summary>Operations of the step: two for each weight and text, and four for each channel of each query and token of the cache.</summary>
    public double Flops => (double)Batch * Config.ForwardFlopsPerToken(Length);

    /// <summary>Operations for each byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>Tokens a second that a machine can reach at most.</summary>
    public double MostTokensPerSecond(Roofline machine) => Batch * machine.Attainable(Intensity) / Flops;
}
