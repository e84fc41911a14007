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
    private readonly Linear up;
    private readonly Linear? gate;
    private readonly Linear down;

    /// <summary>Creates the feed-forward part of one block.</summary>
    public FeedForward(GptConfig config) : base(nameof(FeedForward))
    {
        this.config = config;
        up = nn.Linear(config.EmbeddingSize, config.HiddenSize, hasBias: config.Bias);
        gate = config.Activation == ActivationKind.SwiGlu
            ? nn.Linear(config.EmbeddingSize, config.HiddenSize, hasBias: config.Bias)
            : null;
        down = nn.Linear(config.HiddenSize, config.EmbeddingSize, hasBias: config.Bias);
        RegisterComponents();
    }

    /// <summary>Transforms each position. [B, T, C] -> [B, T, C].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var hidden = up.call(x); // [B, T, hidden]
        hidden = config.Activation switch
        {
            ActivationKind.Gelu => nn.functional.gelu(hidden),
            ActivationKind.GeluTanh => nn.functional.gelu(hidden, GELU.Approximate.tanh),
            ActivationKind.SquaredRelu => nn.functional.relu(hidden).square(),
            _ => nn.functional.silu(gate!.call(x)) * hidden,
        };
        return nn.functional.dropout(down.call(hidden), config.Dropout, training).MoveToOuterDisposeScope();
    }
}
