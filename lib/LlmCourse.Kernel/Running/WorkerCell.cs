namespace LlmCourse.Kernel.Running;

/// <summary>One cell of a worker's job.</summary>
/// <param name="Index">Its index among all cells of the notebook, by which events refer to it.</param>
/// <param name="Place">What errors call it: <c>cell 3</c>.</param>
/// <param name="Code">Its code.</param>
internal sealed record WorkerCell(int Index, string Place, string Code);
