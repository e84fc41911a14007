using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A linear layer whose matrix stays as it is, with a change of low rank beside it: y = W·x + (α/r)·B·A·x. A [r, in] narrows, B [out, r] widens and
/// starts at zero, so that at first nothing has changed. (Hu et al. 2021, section 4.1; chapter 10.)
/// </summary>
public sealed class LoraLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;     // [out, in], W
    private readonly Parameter? bias;      // [out]
    private readonly Parameter loraDown;   // [r, in], A
    private readonly Parameter loraUp;     // [out, r], B
    private readonly double scale;         // α / r

    /// <summary>Creates the layer; its weights are drawn by whoever owns it.</summary>
    public LoraLinear(long inputs, long outputs, bool hasBias, LoraOptions options) : base(nameof(LoraLinear))
    {
        weight = new Parameter(zeros(outputs, inputs), requires_grad: false);
        bias = hasBias ? new Parameter(zeros(outputs), requires_grad: false) : null;
        loraDown = new Parameter(zeros(options.Rank, inputs));
        loraUp = new Parameter(zeros(outputs, options.Rank));
        scale = options.Alpha / options.Rank;
        RegisterComponents();
    }

    /// <summary>The frozen layer's answer, and the change to it. [..., in] -> [..., out].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var change = nn.functional.linear(nn.functional.linear(x, loraDown), loraUp); // [..., in] -> [..., r] -> [..., out]
        return (nn.functional.linear(x, weight, bias!) + (scale * change)).MoveToOuterDisposeScope();
    }

    /// <summary>The one matrix that does the same: W + (α/r)·B·A. [out, in].</summary>
    public Tensor Merged()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return (weight + (scale * TensorMath.MatMul(loraUp, loraDown))).MoveToOuterDisposeScope();
    }
}
