using LlmCourse.Display;
using LlmCourse.Kernel.Running;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows a run on a terminal, in place: all chapters, and for the running one its cell, bar, loss, rate and time left.</summary>
public sealed class LiveView : IRunView
{
    private const int BarWidth = 30;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly IAnsiConsole console;
    private readonly CourseProfile profile;
    private readonly bool strict;
    private readonly TaskCompletionSource over = new();
    private readonly Dictionary<Chapter, ChapterResult> results = [];
    private readonly List<string> notes = [];
    private IReadOnlyList<Chapter> chapters = [];
    private Task? drawing;
    private Chapter? running;
    private DateTime started;
    private int cell;
    private string caption = "";
    private ProgressReport? progress;
    private string? page;

    /// <summary>Creates a view for the console.</summary>
    public LiveView(IAnsiConsole console, CourseProfile profile, bool strict) =>
        (this.console, this.profile, this.strict) = (console, profile, strict);

    /// <inheritdoc/>
    public void RunStarted(IReadOnlyList<Chapter> chapters)
    {
        this.chapters = chapters;
        drawing = console.Live(Draw()).AutoClear(false).StartAsync(async live =>
        {
            while (await Task.WhenAny(over.Task, Task.Delay(Interval)).ConfigureAwait(false) != over.Task)
            {
                live.UpdateTarget(Draw());
            }

            live.UpdateTarget(Draw());
        });
    }

    /// <inheritdoc/>
    public void ChapterStarted(Chapter chapter) => Set(() => (running, started, cell, caption, progress) = (chapter, DateTime.UtcNow, 0, "", null));

    /// <inheritdoc/>
    public void CellStarted(Chapter chapter, int cell, string caption) =>
        Set(() => (this.cell, this.caption, progress) = (cell, caption, null));

    /// <inheritdoc/>
    public void Progressed(Chapter chapter, ProgressReport report) => Set(() => progress = report.Finished ? null : report);

    /// <inheritdoc/>
    public void ChapterEnded(ChapterResult result) => Set(() =>
    {
        running = null;
        results[result.Chapter] = result;
    });

    /// <inheritdoc/>
    public void PageWritten(Chapter chapter, string path) => Set(() => page = path);

    /// <inheritdoc/>
    public void Note(string text) => Set(() => notes.Add(text));

    /// <inheritdoc/>
    public void Dispose()
    {
        over.TrySetResult();
        drawing?.GetAwaiter().GetResult();
        foreach (var failure in chapters.Select(c => results.GetValueOrDefault(c)?.Failure).OfType<string>())
        {
            console.WriteLine(failure);
        }
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
            IEnumerable<IRenderable> lastPage = page is null || running is null ? [] : [new Markup($"[grey]The last page to read meanwhile: {Markup.Escape(page)}[/]")];
            return new Rows([.. chapters.SelectMany(DrawChapter), .. lastPage, .. notes.Select(note => new Text(note))]);
        }
    }

    private IEnumerable<IRenderable> DrawChapter(Chapter chapter)
    {
        var name = Markup.Escape($"{chapter.Number} {chapter.Title}");
        if (results.GetValueOrDefault(chapter) is { } result)
        {
            var mark = RunText.Mark(result, profile, strict);
            var colour = mark switch { "✓" => "green", "✗" => "red", _ => "yellow" };
            yield return new Markup($"[{colour}]{mark}[/] {name}  [grey]{Markup.Escape(RunText.Result(result, profile))}[/]");
        }
        else if (chapter == running)
        {
            var time = RunText.Duration(DateTime.UtcNow - started);
            yield return new Markup($"[blue]●[/] [bold]{name}[/]  [grey]cell {cell} of {chapter.Cells}, {time}[/]  {Markup.Escape(caption)}");
            if (progress is { } report)
            {
                var full = (int)((report.Share() ?? 0) * BarWidth);
                yield return new Markup(
                    $"    [blue]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {Markup.Escape(RunText.Progress(report))}");
            }
        }
        else
        {
            yield return new Markup($"[grey]○ {name}[/]");
        }
    }
}
