using System.Runtime.InteropServices;
using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>The gradients of all of a model's parameters, one after another in one tensor, of which each parameter's gradient is a view.</summary>
internal sealed unsafe class FlatGradients : IDisposable
{
    private readonly Tensor values;
    private readonly Dictionary<string, (Parameter Parameter, Tensor View, long Offset)> parts = [];

    /// <summary>Takes the memory, at zero, on the parameters' device.</summary>
    public FlatGradients(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        using var scope = NewDisposeScope();
        var list = parameters.ToList();
        Count = list.Sum(part => part.Parameter.numel());
        values = zeros(Count, device: list[0].Parameter.device).DetachFromDisposeScope();
        Pointer = list[0].Parameter.device_type == TorchSharp.DeviceType.CPU ? PlainMemory.PointerTo(values) : null;
        var offset = 0L;
        foreach (var (name, parameter) in list)
        {
            var view = values.narrow(0, offset, parameter.numel()).view(parameter.shape).DetachFromDisposeScope();
            parts.Add(name, (parameter, view, offset));
            offset += parameter.numel();
        }
    }

    /// <summary>Numbers in all gradients.</summary>
    public long Count { get; }

    /// <summary>Where they lie; null where that is not this machine's own memory.</summary>
    public float* Pointer { get; }

    /// <summary>Where a parameter's gradient begins in the whole; null for an unknown name.</summary>
    public long? OffsetOf(string name) => parts.TryGetValue(name, out var part) ? part.Offset : null;

    /// <summary>Sets all to zero, and makes them the parameters' gradients, whatever these had before.</summary>
    public void Reset()
    {
        using var noGradients = no_grad();
        if (Pointer is null)
        {
            values.zero_();
        }
        else
        {
            Clear(); // libtorch would wake its own threads for this, and they spin on for a while beside ours
        }

        foreach (var (parameter, view, _) in parts.Values)
        {
            parameter.grad = view;
        }
    }

    private void Clear()
    {
        var workers = get_num_threads();
        Workers.Run(workers, worker =>
        {
            var (begin, end) = (Count * worker / workers, Count * (worker + 1) / workers);
            NativeMemory.Clear(Pointer + begin, (nuint)((end - begin) * sizeof(float)));
        });
    }

    /// <summary>Length of the whole gradient, the root of the sum of all squares.</summary>
    public double Norm()
    {
        if (Pointer is null)
        {
            using var norm = values.norm();
            return norm.item<float>();
        }

        var sums = new double[get_num_threads()];
        Workers.Run(sums.Length, worker =>
        {
            var (begin, end) = (Count * worker / sums.Length, Count * (worker + 1) / sums.Length);
            sums[worker] = VectorMath.SumOfSquares(Pointer + begin, end - begin);
        });
        return Math.Sqrt(sums.Sum());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, view, _) in parts.Values)
        {
            view.Dispose();
        }

        values.Dispose();
    }
}
