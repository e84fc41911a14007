using TorchSharp;

namespace LlmCourse.Data;

/// <summary>Sequences to learn from. The caller owns both tensors, or lets a dispose scope own them.</summary>
/// <param name="Inputs">Tokens, int64 [B, T].</param>
/// <param name="Targets">The token that follows each of them, int64 [B, T].</param>
public readonly record struct Batch(torch.Tensor Inputs, torch.Tensor Targets) : IDisposable
{
    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }

    /// <summary>Cuts windows of T + 1 tokens out of a dataset: the first T are the inputs, the last T the targets.</summary>
    internal static Batch Of(TokenDataset data, ReadOnlySpan<long> offsets, int length)
    {
        var inputs = new long[offsets.Length * length];
        var targets = new long[offsets.Length * length];
        var window = new long[length + 1];
        for (var row = 0; row < offsets.Length; row++)
        {
            data.CopyTo(offsets[row], window);
            window.AsSpan(0, length).CopyTo(inputs.AsSpan(row * length));
            window.AsSpan(1).CopyTo(targets.AsSpan(row * length));
        }

        return new Batch(torch.tensor(inputs, [offsets.Length, length]), torch.tensor(targets, [offsets.Length, length]));
    }
}
