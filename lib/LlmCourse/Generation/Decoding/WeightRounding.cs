using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Rounds a model's matrices to few levels and writes them back, to see what that costs in quality: each group of neighbours in a row shares a scale, its largest number over the highest level.
/// (Dettmers et al. 2022, section 2.1; Dettmers and Zettlemoyer 2022 for few bits; chapter 15.)
/// </summary>
public static class WeightRounding
{
    private const int BitsOfAScale = 32;

    /// <summary>Bits that a weight takes, with its part of the scale.</summary>
    public static double BitsPerWeight(int bits, int group) => bits + ((double)BitsOfAScale / group);

    /// <summary>Rounds all matrices of the model, in place; vectors and learned positions stay as they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bits">Bits of a number, 2 to 8: whole numbers from -(2^(bits-1) - 1) to 2^(bits-1) - 1.</param>
    /// <param name="group">Numbers that share a scale; a row's last group may be shorter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bits are not 2 to 8, or the group is empty.</exception>
    public static void Apply(Gpt model, int bits, int group = DecoderInput.Group)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(group, 1);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (name, matrix) in model.named_parameters().Where(p => p.parameter.dim() == 2 && !p.name.StartsWith("positionEmbedding", StringComparison.Ordinal)))
        {
            foreach (var columns in matrix.split(group, dim: 1))
            {
                var largest = columns.abs().amax([1], keepdim: true).clamp_min(float.Epsilon);
                var scale = largest / ((1 << (bits - 1)) - 1);
                columns.copy_((columns / scale).round() * scale); // a view: the model's own memory
            }
        }
    }
}
