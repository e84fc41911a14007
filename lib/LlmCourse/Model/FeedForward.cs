using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Works on each position by itself: widen, apply a non-linearity, narrow. Most of a model's parameters are here.
/// (Vaswani et al. 2017, section 3.3; chapter 03.)
/// </summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly GptConfig config;
    private readonly nn.Module<Tensor, Tensor> up;
    private readonly nn.Module<Tensor, Tensor>? gate;
    private readonly nn.Module<Tensor, Tensor> down;

    /// <summary>Creates the feed-forward part of one block.</summary>
    public FeedForward(GptConfig config) : base(nameof(FeedForward))
    {
        this.config = config;
        up = TransformerBlock.CreateLinear(config, config.EmbeddingSize, config.HiddenSize, config.Bias);
        gate = config.Activation == ActivationKind.SwiGlu
            ? TransformerBlock.CreateLinear(config, config.EmbeddingSize, config.HiddenSize, config.Bias)
            : null;
        down = TransformerBlock.CreateLinear(config, config.HiddenSize, config.EmbeddingSize, config.Bias);
        RegisterComponents();
    }

    /// <summary>Transforms each position. [B, T, C] -> [B, T, C].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var hidden = up.call(x); // [B, T, hidden]
        hidden = Bend(config.Activation, hidden, gate?.call(x));
        return nn.functional.dropout(down.call(hidden), config.Dropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>The non-linearity; the gate is SwiGLU's alone. [..., hidden], [..., hidden] -> [..., hidden].</summary>
    internal static Tensor Bend(ActivationKind activation, Tensor hidden, Tensor? gate) => activation switch
    {
        ActivationKind.Gelu => nn.functional.gelu(hidden),
        ActivationKind.GeluTanh => nn.functional.gelu(hidden, GELU.Approximate.tanh),
        ActivationKind.SquaredRelu => nn.functional.relu(hidden).square(),
        _ => nn.functional.silu(gate!) * hidden,
    };
}
