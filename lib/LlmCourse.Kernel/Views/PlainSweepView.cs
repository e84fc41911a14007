using LlmCourse.Training.Sweeps;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows a sweep in plain lines: one for each finished training, and one now and then for the whole.</summary>
internal sealed class PlainSweepView(TextWriter output, TimeSpan interval) : ISweepView
{
    private DateTime lastLine = DateTime.UtcNow;

    /// <inheritdoc/>
    public void Progressed(SweepProgress progress)
    {
        if (DateTime.UtcNow - lastLine >= interval)
        {
            Write($"{SweepText.Progress(progress)} · {string.Join(" · ", progress.Running.Select(SweepText.Position))}");
        }
    }

    /// <inheritdoc/>
    public void RunEnded(SweepRow row) => Write($"✓ {SweepText.Row(row)}");

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is kept.
    }

    private void Write(string line)
    {
        lastLine = DateTime.UtcNow;
        output.WriteLine(line);
        output.Flush();
    }
}
