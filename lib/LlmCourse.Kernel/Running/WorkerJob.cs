namespace LlmCourse.Kernel.Running;

/// <summary>What a worker process is to do: run these cells, one after the other, in this folder.</summary>
/// <param name="Folder">The notebook's folder, where relative paths begin.</param>
/// <param name="Cells">The code of each cell that is to run.</param>
internal sealed record WorkerJob(string Folder, IReadOnlyList<WorkerCell> Cells);
