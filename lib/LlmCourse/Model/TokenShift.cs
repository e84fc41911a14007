using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Replaces some channels of each position by those of the position before it: a look one token back that costs no product.
/// (Peng et al. 2023, RWKV, section 3.1; chapter 04.)
/// </summary>
public static class TokenShift
{
    /// <summary>Shifts the last <paramref name="channels"/> channels by one position; position 0 sees zeros. [B, T, C] -> [B, T, C].</summary>
    public static Tensor Apply(Tensor x, int channels)
    {
        using var scope = NewDisposeScope();
        var parts = x.split([x.shape[2] - channels, channels], dim: 2);   // [B, T, C - n], [B, T, n]
        var earlier = nn.functional.pad(parts[1], [0, 0, 1, -1]);         // one row of zeros in front, the last row off
        return cat([parts[0], earlier], 2).MoveToOuterDisposeScope();
    }
}
