using static TorchSharp.torch;

namespace LlmCourse.Model.Pretrained;

/// <summary>One tensor of a foreign checkpoint, and where its numbers belong in our model.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape in the file.</param>
/// <param name="Parameter">The parameter of ours that holds it.</param>
/// <param name="FirstRow">The row of that parameter where it begins: queries, keys and values lie in one matrix of ours.</param>
/// <param name="IsTransposed">Whether the file has it as [in, out], where ours is [out, in].</param>
internal sealed record PretrainedTensor(string Name, long[] Shape, string Parameter, long FirstRow = 0, bool IsTransposed = false)
{
    /// <summary>The part of our parameter that it is, seen in the file's shape.</summary>
    public Tensor PlaceIn(Tensor parameter)
    {
        using var scope = NewDisposeScope();
        var rows = parameter.narrow(0, FirstRow, IsTransposed ? Shape[^1] : Shape[0]);
        return (IsTransposed ? rows.t() : rows).MoveToOuterDisposeScope();
    }
}
