using LlmCourse.Reasoning;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows an evaluation in plain lines: one now and then, and one when a strategy is through.</summary>
internal sealed class PlainEvaluationView(TextWriter output, TimeSpan interval) : IEvaluationView
{
    private DateTime lastLine = DateTime.UtcNow;
    private EvaluationProgress? progress;

    /// <inheritdoc/>
    public void Begun(EvaluationStrategy strategy, int items, IReadOnlyCollection<ItemResult> before)
    {
        progress = new EvaluationProgress(strategy, items, before);
        if (before.Count > 0)
        {
            Write();
        }
    }

    /// <inheritdoc/>
    public void Answered(ItemResult result)
    {
        progress!.Add(result);
        if (progress.Share >= 1 || DateTime.UtcNow - lastLine >= interval)
        {
            Write();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is kept.
    }

    private void Write()
    {
        lastLine = DateTime.UtcNow;
        output.WriteLine($"{progress}");
        output.Flush();
    }
}
