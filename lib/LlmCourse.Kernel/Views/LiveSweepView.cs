using LlmCourse.Training.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows a sweep on a terminal, in place: a bar for the whole, a line for each training at work, the last results.</summary>
internal sealed class LiveSweepView : ISweepView
{
    private const int BarWidth = 30;
    private const int LastRows = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly TaskCompletionSource over = new();
    private readonly Queue<SweepRow> rows = [];
    private readonly Task drawing;
    private SweepProgress? progress;

    /// <summary>Creates a view for the console, and begins to draw.</summary>
    public LiveSweepView(IAnsiConsole console) => drawing = console.Live(Draw()).AutoClear(false).StartAsync(async live =>
    {
        while (await Task.WhenAny(over.Task, Task.Delay(Interval)).ConfigureAwait(false) != over.Task)
        {
            live.UpdateTarget(Draw());
        }

        live.UpdateTarget(Draw());
    });

    /// <inheritdoc/>
    public void Progressed(SweepProgress progress) => Set(() => this.progress = progress);

    /// <inheritdoc/>
    public void RunEnded(SweepRow row) => Set(() =>
    {
        rows.Enqueue(row);
        if (rows.Count > LastRows)
        {
            rows.Dequeue();
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        over.TrySetResult();
        drawing.GetAwaiter().GetResult();
    }

    private void Set(Action change)
    {
        lock (gate)
        {
            change();
        }
    }

    private Rows Draw()
    {
        lock (gate)
        {
            var full = (int)((progress?.Share ?? 0) * BarWidth);
            IRenderable bar = new Markup(
                $"[blue]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {Markup.Escape(progress is null ? "" : SweepText.Progress(progress))}");
            return new Rows([
                .. rows.Select(row => new Markup($"[green]✓[/] {Markup.Escape(SweepText.Row(row))}")),
                bar,
                .. (progress?.Running ?? []).Select(position => new Markup($"[blue]●[/] [grey]{Markup.Escape(SweepText.Position(position))}[/]")),
            ]);
        }
    }
}
