using LlmCourse.Display;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows a run in plain lines, at most one in some seconds while a cell works: for logs, pipes and continuous integration.</summary>
public sealed class PlainView(TextWriter output, CourseProfile profile, bool strict, TimeSpan interval) : IRunView
{
    private readonly Lock gate = new();
    private DateTime lastLine = DateTime.UtcNow;
    private int cell;
    private string caption = "";

    /// <inheritdoc/>
    public void RunStarted(IReadOnlyList<Chapter> chapters)
    {
        // The chapters name themselves as they come.
    }

    /// <inheritdoc/>
    public void ChapterStarted(Chapter chapter) => Write($"{chapter.Number} {chapter.Title}: {chapter.Cells} cells");

    /// <inheritdoc/>
    public void CellStarted(Chapter chapter, int cell, string caption)
    {
        (this.cell, this.caption) = (cell, caption);
        WriteSometimes($"{chapter.Number} cell {cell} of {chapter.Cells}: {caption}");
    }

    /// <inheritdoc/>
    public void Progressed(Chapter chapter, ProgressReport report) => WriteSometimes(
        $"{chapter.Number} cell {cell} of {chapter.Cells}: {(string.IsNullOrEmpty(report.Label) ? caption : report.Label)}: {RunText.Progress(report)}");

    /// <inheritdoc/>
    public void ChapterEnded(ChapterResult result)
    {
        Write($"{RunText.Mark(result, profile, strict)} {result.Chapter.Number} {result.Chapter.Title}: {RunText.Result(result, profile)}");
        if (result.Failure is { } failure)
        {
            Write(failure);
        }
    }

    /// <inheritdoc/>
    public void PageWritten(Chapter chapter, string path) => Write($"  {path}");

    /// <inheritdoc/>
    public void Note(string text) => Write(text);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is kept.
    }

    private void WriteSometimes(string line)
    {
        if (DateTime.UtcNow - lastLine >= interval)
        {
            Write(line);
        }
    }

    private void Write(string line)
    {
        lock (gate)
        {
            lastLine = DateTime.UtcNow;
            output.WriteLine(line);
            output.Flush();
        }
    }
}
