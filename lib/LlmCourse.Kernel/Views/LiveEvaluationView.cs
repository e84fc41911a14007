using LlmCourse.Reasoning;
using Spectre.Console;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows an evaluation on a terminal, in place: a bar for each strategy.</summary>
internal sealed class LiveEvaluationView : IEvaluationView
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly TaskCompletionSource over = new();
    private readonly List<EvaluationProgress> all = [];
    private readonly Task drawing;

    /// <summary>Creates a view for the console, and begins to draw.</summary>
    public LiveEvaluationView(IAnsiConsole console) => drawing = console.Live(Draw()).AutoClear(false).StartAsync(async live =>
    {
        while (await Task.WhenAny(over.Task, Task.Delay(Interval)).ConfigureAwait(false) != over.Task)
        {
            live.UpdateTarget(Draw());
        }

        live.UpdateTarget(Draw());
    });

    /// <inheritdoc/>
    public void Begun(EvaluationStrategy strategy, int items, IReadOnlyCollection<ItemResult> before)
    {
        lock (gate)
        {
            all.Add(new EvaluationProgress(strategy, items, before));
        }
    }

    /// <inheritdoc/>
    public void Answered(ItemResult result)
    {
        lock (gate)
        {
            all[^1].Add(result);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.TrySetResult();
        drawing.GetAwaiter().GetResult();
    }

    private Rows Draw()
    {
        lock (gate)
        {
            return new Rows(all.Select(progress =>
            {
                var full = (int)(progress.Share * BarWidth);
                return new Markup($"[blue]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {Markup.Escape($"{progress}")}");
            }));
        }
    }
}
