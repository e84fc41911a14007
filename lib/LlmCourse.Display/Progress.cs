using System.Runtime.CompilerServices;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>
/// One bar that follows a long piece of work, in place. Between two items it looks whether the reader asked to stop. Its last state
/// holds no times, so that the same work leaves the same notebook.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Progress : IShowable, IDisposable
{
    private const int BarWidth = 24;

    private static readonly TimeSpan InPlaceInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly IDisplayHost host = DisplayHost.Resolve();
    private readonly TimeProvider clock;
    private readonly long started;
    private readonly double unitsPerItem;
    private readonly string unit;
    private readonly string displayId;
    private long shownAt;
    private bool finished;

    private Progress(string label, long? total, double unitsPerItem, string unit, TimeProvider? clock)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (total < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(total), $"The total of '{label}' is {total}, but a number of items is not negative.");
        }

        (Label, Total, this.unitsPerItem, this.unit, this.clock) = (label, total, unitsPerItem, unit, clock ?? TimeProvider.System);
        started = shownAt = this.clock.GetTimestamp();
        displayId = DisplayHost.Show(this);
    }

    /// <summary>What the work is called.</summary>
    public string Label { get; }

    /// <summary>How many items there are; null when nobody knows.</summary>
    public long? Total { get; }

    /// <summary>How many items are done.</summary>
    public long Done { get; private set; }

    /// <summary>What was last said about the work, like its loss.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Passes the items on and shows how far they are.</summary>
    /// <param name="items">What is done, lazily: each item is one step of the work.</param>
    /// <param name="total">The number of items; found out where the items can tell.</param>
    /// <param name="label">What the work is called.</param>
    /// <param name="describe">What to say about the item just done.</param>
    /// <param name="unitsPerItem">How many units one item is worth: tokens in a step, for instance.</param>
    /// <param name="unit">The unit of the rate.</param>
    /// <exception cref="OperationCanceledException">The reader asked to stop.</exception>
    public static IEnumerable<T> Over<T>(
        IEnumerable<T> items, long? total = null, string label = "", Func<T, string>? describe = null, double unitsPerItem = 1, string unit = "steps")
    {
        ArgumentNullException.ThrowIfNull(items);
        return Follow();

        IEnumerable<T> Follow()
        {
            using var progress = new Progress(label, total ?? (items.TryGetNonEnumeratedCount(out var count) ? count : null), unitsPerItem, unit, null);
            foreach (var item in items)
            {
                yield return item;
                progress.Report(progress.Done + 1, describe?.Invoke(item));
            }
        }
    }

    /// <summary>Passes the items on as they come and shows how far they are.</summary>
    /// <inheritdoc cref="Over{T}(IEnumerable{T}, long?, string, Func{T, string}?, double, string)"/>
    public static IAsyncEnumerable<T> Over<T>(
        IAsyncEnumerable<T> items, long? total = null, string label = "", Func<T, string>? describe = null, double unitsPerItem = 1, string unit = "steps")
    {
        ArgumentNullException.ThrowIfNull(items);
        return Follow();

        async IAsyncEnumerable<T> Follow([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            using var progress = new Progress(label, total, unitsPerItem, unit, null);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, progress.host.Cancellation);
            await foreach (var item in items.WithCancellation(either.Token))
            {
                yield return item;
                progress.Report(progress.Done + 1, describe?.Invoke(item));
            }
        }
    }

    /// <summary>Starts a bar for work that is no sequence; tell it with <see cref="Report"/> and dispose it at the end.</summary>
    public static Progress Start(string label, long? total = null, double unitsPerItem = 1, string unit = "steps") =>
        new(label, total, unitsPerItem, unit, null);

    internal static Progress Start(string label, long? total, double unitsPerItem, string unit, TimeProvider clock) =>
        new(label, total, unitsPerItem, unit, clock);

    /// <summary>Says how many items are done, and something about the last one.</summary>
    /// <exception cref="OperationCanceledException">The reader asked to stop.</exception>
    public void Report(long done, string? description = null)
    {
        (Done, Description) = (done, description ?? Description);
        host.Cancellation.ThrowIfCancellationRequested();
        var interval = host is ConsoleHost { Rewrites: false } ? LineInterval : InPlaceInterval;
        if (clock.GetElapsedTime(shownAt) >= interval)
        {
            shownAt = clock.GetTimestamp();
            host.Update(ToMimeBundle(), displayId);
        }
    }

    /// <summary>Shows the last state.</summary>
    public void Dispose()
    {
        if (!finished)
        {
            finished = true;
            host.Update(ToMimeBundle(), displayId);
        }
    }

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle()
    {
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        double? rate = finished || Done == 0 || seconds <= 0 ? null : Done * unitsPerItem / seconds;
        double? secondsLeft = rate is null || Total is null ? null : Math.Max(0, Total.Value - Done) * seconds / Done;
        string[] words =
        [
            Total is { } total ? $"{Number.Format(Done)} of {Number.Format(total)}" : Number.Format(Done),
            Description,
            rate is { } perSecond ? $"{Number.Format(perSecond, 3)} {unit}/s" : "",
            secondsLeft is { } left ? $"{Duration(left)} left" : "",
        ];
        var text = string.Join(" · ", words.Where(w => w.Length > 0));
        return new MimeBundle(string.Join(' ', ((string[])[Label, Bar(), text]).Where(w => w.Length > 0)))
            .With("text/html",
                $"""
                <div class="llmcourse-progress">{(Label.Length > 0 ? $"<span>{Html.Encode(Label)}</span> " : "")}{HtmlBar()} <span style="font-variant-numeric:tabular-nums">{Html.Encode(text)}</span></div>
                """)
            .With(MimeBundle.ProgressType, Json.Write(new
            {
                Label,
                Done,
                Total,
                Description,
                Rate = rate is { } r ? Json.Finite(r) : null,
                Unit = unit,
                SecondsLeft = secondsLeft,
                Finished = finished,
            }));
    }

    /// <summary>The plain text form.</summary>
    public override string ToString() => ToMimeBundle().PlainText;

    private static string Duration(double seconds) => seconds switch
    {
        < 59.5 => $"{Math.Ceiling(seconds):0} s",
        < 3570 => $"{Math.Ceiling(seconds / 60):0} min",
        _ => $"{Number.Format(seconds / 3600, 2)} h",
    };

    private string Bar()
    {
        if (Total is not > 0)
        {
            return "";
        }

        var full = (int)(Math.Clamp((double)Done / Total.Value, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full);
    }

    private string HtmlBar() => Total is > 0
        ? $"<progress max=\"{Total}\" value=\"{Math.Min(Done, Total.Value)}\" aria-label=\"{Html.Encode(Label)}\"></progress>"
        : "";
}
