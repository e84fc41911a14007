using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows a run, for somebody who waits for it.</summary>
public interface IRunView : IDisposable
{
    /// <summary>The run will go through these chapters.</summary>
    public void RunStarted(IReadOnlyList<Chapter> chapters);

    /// <summary>A chapter begins.</summary>
    public void ChapterStarted(Chapter chapter);

    /// <summary>A code cell begins, the n-th from 1.</summary>
    public void CellStarted(Chapter chapter, int cell, string caption);

    /// <summary>The running cell says how far it is.</summary>
    public void Progressed(Chapter chapter, ProgressReport report);

    /// <summary>A chapter ended.</summary>
    public void ChapterEnded(ChapterResult result);

    /// <summary>The page of a chapter can be opened.</summary>
    public void PageWritten(Chapter chapter, string path);

    /// <summary>Something to know that belongs to no chapter.</summary>
    public void Note(string text);
}
