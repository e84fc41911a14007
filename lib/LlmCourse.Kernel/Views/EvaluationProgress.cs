using System.Diagnostics;
using System.Globalization;
using LlmCourse.Reasoning;

namespace LlmCourse.Kernel.Views;

/// <summary>How far the questions of one strategy are.</summary>
internal sealed class EvaluationProgress(EvaluationStrategy strategy, int items, IReadOnlyCollection<ItemResult> before)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int finished = before.Count;
    private int right = before.Count(result => result.IsRight);
    private long tokens = before.Sum(result => result.InputTokens + result.OutputTokens);

    /// <summary>Share of the questions that are answered.</summary>
    public double Share => (double)finished / items;

    /// <summary>Counts a question.</summary>
    public void Add(ItemResult result)
    {
        finished++;
        right += result.IsRight ? 1 : 0;
        tokens += result.InputTokens + result.OutputTokens;
    }

    /// <summary>"cot: 12 of 100 questions · 9 right · 1,234 tokens · 0:40 left".</summary>
    public override string ToString()
    {
        var (now, all) = (finished - before.Count, items - before.Count);
        return string.Join(" · ", ((string?[])
        [
            $"{strategy}: {finished} of {RunText.Count(items, "question")}",
            $"{right} right",
            tokens > 0 ? string.Create(CultureInfo.InvariantCulture, $"{tokens:#,##0} tokens") : null,
            now > 0 && now < all ? $"{RunText.Duration(watch.Elapsed * ((double)(all - now) / now))} left" : null,
        ]).Where(part => part is not null));
    }
}
