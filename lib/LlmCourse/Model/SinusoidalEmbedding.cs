using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Fixed vectors that tell positions apart: sin(t·ω) and cos(t·ω) in turn, at frequencies ω from 1 down to 1/10000. (Vaswani et al. 2017,
/// section 3.5; chapter 03.)
/// </summary>
public static class SinusoidalEmbedding
{
    /// <summary>The vectors of positions 0 to T-1. -> [T, C]; the caller owns it.</summary>
    public static Tensor Create(long length, int size, Device device)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, size, 2, dtype: float64) / size;                                // [C/2]
        var angles = outer(arange(length, dtype: float64), pow(10_000, exponents.neg()));         // [T, C/2]
        var pairs = stack([angles.sin(), angles.cos()], -1).flatten(1);                           // [T, C], or one more where C is odd
        return pairs[.., ..size].to(float32).to(device).MoveToOuterDisposeScope();
    }
}
