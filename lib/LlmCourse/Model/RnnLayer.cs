using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// The plain recurrent layer: h(t) = tanh(W·x(t) + U·h(t-1) + b). What happened long ago has passed a squashing at every step since.
/// (Elman 1990; chapter 02.)
/// </summary>
public sealed class RnnLayer : nn.Module<Tensor, Tensor>
{
    private readonly Linear input;
    private readonly Linear recurrent;

    /// <summary>Creates a layer whose state is as wide as its input.</summary>
    public RnnLayer(int size) : base(nameof(RnnLayer))
    {
        input = nn.Linear(size, size);
        recurrent = nn.Linear(size, size, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Walks along the positions, from a state of zeros. [B, T, C] -> [B, T, C], the states.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var state = zeros(x.shape[0], x.shape[2], device: x.device); // [B, C]
        var states = new List<Tensor>();
        foreach (var fromInput in input.call(x).unbind(1))           // T of [B, C]: this part needs no earlier state, so all at once
        {
            state = tanh(fromInput + recurrent.call(state));
            states.Add(state);
        }

        return stack(states, 1).MoveToOuterDisposeScope();
    }
}
