using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A recurrent layer with a memory beside its state. Three gates between 0 and 1 decide what the memory forgets, what it takes in, and what
/// of it is shown; where nothing is forgotten, the memory passes any number of steps unchanged.
/// (Hochreiter and Schmidhuber 1997; Gers et al. 2000 for the forget gate; chapter 02.)
/// </summary>
public sealed class LstmLayer : nn.Module<Tensor, Tensor>
{
    private readonly Linear input;
    private readonly Linear recurrent;

    /// <summary>Creates a layer whose state and memory are as wide as its input.</summary>
    public LstmLayer(int size) : base(nameof(LstmLayer))
    {
        input = nn.Linear(size, 4 * size); // rows: what to take in, what to forget, what to show, and the candidate
        recurrent = nn.Linear(size, 4 * size, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Walks along the positions, from a state and a memory of zeros. [B, T, C] -> [B, T, C], the states.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var C = x.shape[2];
        var state = zeros(x.shape[0], C, device: x.device);            // [B, C]
        var memory = zeros_like(state);                                // [B, C]
        var states = new List<Tensor>();
        foreach (var fromInput in input.call(x).unbind(1))             // T of [B, 4C]: this part needs no earlier state, so all at once
        {
            var parts = (fromInput + recurrent.call(state)).split([3 * C, C], 1);
            var gates = sigmoid(parts[0]).chunk(3, 1);                 // take in, forget, show: three of [B, C]
            memory = (gates[1] * memory) + (gates[0] * tanh(parts[1]));
            state = gates[2] * tanh(memory);
            states.Add(state);
        }

        return stack(states, 1).MoveToOuterDisposeScope();
    }
}
