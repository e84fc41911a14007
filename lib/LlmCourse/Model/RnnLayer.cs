using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// The plain recurrent layer: h(t) = tanh(W·x(t) + U·h(t-1) + b). What happened long ago has passed a squashing at every step since.
/// (Elman 1990; chapter 02.)
/// </summary>
public sealed class RnnLayer : nn.Module<Tensor, Tensor>
{
    private readonly RNN fused; // libtorch's: the same numbers, several times as fast

    /// <summary>Creates a layer whose state is as wide as its input.</summary>
    public RnnLayer(int size) : base(nameof(RnnLayer))
    {
        fused = nn.RNN(size, size, batchFirst: true);
        RegisterComponents();
    }

    /// <summary>Walks along the positions, from a state of zeros. [B, T, C] -> [B, T, C], the states.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return fused.call(x).Item1.MoveToOuterDisposeScope();
    }

    /// <summary>The same, one step after the other, as the paper writes it. [B, T, C] -> [B, T, C].</summary>
    public Tensor Walk(Tensor x)
    {
        using var scope = NewDisposeScope();
        var state = zeros(x.shape[0], x.shape[2], device: x.device); // [B, C]
        var states = new List<Tensor>();
        foreach (var input in x.unbind(1))                           // T of [B, C]
        {
            state = tanh(Linear(input, "ih") + Linear(state, "hh"));
            states.Add(state);
        }

        return stack(states, 1).MoveToOuterDisposeScope();
    }

    private Tensor Linear(Tensor x, string part) =>
        nn.functional.linear(x, fused.get_parameter($"weight_{part}_l0")!, fused.get_parameter($"bias_{part}_l0"));
}
