using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>What the experts' rows are on their way, sorted by expert: [n, C] or [n, S]. The same place serves their gradients.</summary>
internal sealed unsafe record ExpertRows(Tensor Input, Tensor Up, Tensor Hidden, Tensor Said, Tensor? Gate) : IDisposable
{
    /// <summary>All of them, in the order of <see cref="Of"/>.</summary>
    public List<Tensor> All => Gate is null ? [Input, Up, Hidden, Said] : [Input, Up, Hidden, Said, Gate];

    /// <summary>Takes memory for n rows.</summary>
    public static ExpertRows Create(int count, int channels, int width, bool isGated) => new(
        empty(count, channels), empty(count, width), empty(count, width), empty(count, channels), isGated ? empty(count, width) : null);

    /// <summary>The rows of a list that <see cref="All"/> made.</summary>
    public static ExpertRows Of(IReadOnlyList<Tensor> all) => new(all[0], all[1], all[2], all[3], all.Count > 4 ? all[4] : null);

    /// <summary>Where they lie.</summary>
    public ExpertPointers Pointers() => new(
        PlainMemory.PointerTo(Input), PlainMemory.PointerTo(Up), PlainMemory.PointerTo(Hidden), PlainMemory.PointerTo(Said), Gate is null ? null : PlainMemory.PointerTo(Gate), null);

    /// <inheritdoc/>
    public void Dispose() => All.ForEach(tensor => tensor.Dispose());
}
