using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>The matrices of all experts of a layer, or their gradients: [E, S, C], [E, C, S], and of SwiGLU [E, S, C].</summary>
internal sealed unsafe record ExpertMatrices(Tensor Up, Tensor Down, Tensor? Gate)
{
    /// <summary>As many zeros.</summary>
    public ExpertMatrices Zeros() => new(zeros(Up.shape), zeros(Down.shape), Gate is null ? null : zeros(Gate.shape));

    /// <summary>Where they lie.</summary>
    public ExpertPointers Pointers() => new(
        null, PlainMemory.PointerTo(Up), null, null, Gate is null ? null : PlainMemory.PointerTo(Gate), PlainMemory.PointerTo(Down));
}
