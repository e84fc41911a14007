using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A recurrent layer with a memory beside its state. Three gates between 0 and 1 decide what the memory takes in, what it forgets, and what
/// of it is shown; where nothing is forgotten, the memory passes any number of steps unchanged.
/// (Hochreiter and Schmidhuber 1997; Gers et al. 2000 for the forget gate; chapter 02.)
/// </summary>
public sealed class LstmLayer : nn.Module<Tensor, Tensor>
{
    private readonly LSTM fused; // libtorch's: the same numbers, five to ten times as fast

    /// <summary>Creates a layer whose state and memory are as wide as its input.</summary>
    public LstmLayer(int size) : base(nameof(LstmLayer))
    {
        fused = nn.LSTM(size, size, batchFirst: true);
        RegisterComponents();
    }

    /// <summary>Walks along the positions, from a state and a memory of zeros. [B, T, C] -> [B, T, C], the states.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return fused.call(x).Item1.MoveToOuterDisposeScope();
    }

    /// <summary>The same, one step after the other, as the paper writes it. [B, T, C] -> [B, T, C].</summary>
    public Tensor Walk(Tensor x)
    {
        using var scope = NewDisposeScope();
        var state = zeros(x.shape[0], x.shape[2], device: x.device);   // [B, C]
        var memory = zeros_like(state);                                // [B, C]
        var states = new List<Tensor>();
        foreach (var input in x.unbind(1))                             // T of [B, C]
        {
            var parts = (Linear(input, "ih") + Linear(state, "hh")).chunk(4, 1); // four of [B, C]
            var (takeIn, forget, show) = (sigmoid(parts[0]), sigmoid(parts[1]), sigmoid(parts[3]));
            memory = (forget * memory) + (takeIn * tanh(parts[2]));
            state = show * tanh(memory);
            states.Add(state);
        }

        return stack(states, 1).MoveToOuterDisposeScope();
    }

    private Tensor Linear(Tensor x, string part) =>
        nn.functional.linear(x, fused.get_parameter($"weight_{part}_l0")!, fused.get_parameter($"bias_{part}_l0"));
}
