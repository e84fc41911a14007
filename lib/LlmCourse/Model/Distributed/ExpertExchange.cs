using static TorchSharp.torch;

namespace LlmCourse.Model.Distributed;

/// <summary>What came of a pass through a layer whose experts are spread over devices.</summary>
/// <param name="Output">The layer's result. [B, T, C]</param>
/// <param name="Choices">The expert of each choice, token after token.</param>
/// <param name="Bytes">Bytes that went from each device to each. [D][D]</param>
/// <param name="Rows">Rows that each device's experts worked on. [D]</param>
public sealed record ExpertExchange(Tensor Output, IReadOnlyList<int> Choices, IReadOnlyList<IReadOnlyList<long>> Bytes, IReadOnlyList<int> Rows) : IDisposable
{
    /// <summary>All bytes that went over a wire.</summary>
    public long TotalBytes => Bytes.Sum(row => row.Sum());

    /// <summary>Work of the busiest device over the mean: all wait for it.</summary>
    public double Skew => Rows.Max() / Rows.Average();

    /// <inheritdoc/>
    public void Dispose() => Output.Dispose();
}
