using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Divides each vector by the root of its mean square and scales it by a learned gain. [..., C] -> [..., C].
/// (Zhang and Sennrich 2019, equation 4; chapter 03.)
/// </summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly double epsilon;
    private readonly Parameter weight;

    /// <summary>Creates the norm for vectors of the given size, with gain 1.</summary>
    public RmsNorm(int size, double epsilon = 1e-5) : base(nameof(RmsNorm))
    {
        this.epsilon = epsilon;
        weight = nn.Parameter(ones(size));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var meanSquare = x.square().mean([-1], keepdim: true); // [..., 1]
        return (x * rsqrt(meanSquare + epsilon) * weight).MoveToOuterDisposeScope();
    }
}
