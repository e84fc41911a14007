using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace LlmCourse.Display.Tests;

[Collection(HostCollection.Name)]
public class ProgressTests
{
    [Fact]
    public void TheBarSaysWhatIsDoneHowFastAndHowLongStill()
    {
        using var host = new RecordingHost();
        var clock = new ManualClock();
        using var progress = Progress.Start("training", 2000, 1024, "tokens", clock);
        clock.Wait(10);
        progress.Report(500, "loss 2.100");
        var bundle = host.Updated.Single().Bundle;
        Assert.Equal("training ██████░░░░░░░░░░░░░░░░░░ 500 of 2,000 · loss 2.100 · 51,200 tokens/s · 30 s left", bundle.PlainText);
        Assert.Equal(
            """{"label":"training","done":500,"total":2000,"description":"loss 2.100","rate":51200,"unit":"tokens","secondsLeft":30,"finished":false}""",
            bundle.Forms[MimeBundle.ProgressType]);
        Assert.Equal("500", XElement.Parse(bundle.Forms["text/html"]).Element("progress")!.Attribute("value")!.Value);
    }

    [Fact]
    public void TheLastStateHoldsNoTimes()
    {
        using var host = new RecordingHost();
        var clock = new ManualClock();
        using (var progress = Progress.Start("training", 20, 1, "steps", clock))
        {
            clock.Wait(7);
            progress.Report(20, "loss 1.5");
        }

        var last = host.Updated[^1].Bundle;
        Assert.Equal("training ████████████████████████ 20 of 20 · loss 1.5", last.PlainText);
        Assert.Equal("""
            <div class="llmcourse-progress"><span>training</span> <progress max="20" value="20" aria-label="training"></progress> <span style="font-variant-numeric:tabular-nums">20 of 20 · loss 1.5</span></div>
            """, last.Forms["text/html"]);
        Assert.Contains("\"rate\":null", last.Forms[MimeBundle.ProgressType], StringComparison.Ordinal);
        Assert.Contains("\"finished\":true", last.Forms[MimeBundle.ProgressType], StringComparison.Ordinal);
    }

    [Fact]
    public void UpdatesComeAboutFourTimesASecond()
    {
        using var host = new RecordingHost();
        var clock = new ManualClock();
        using var progress = Progress.Start("", 1000, 1, "steps", clock);
        for (var i = 1; i <= 1000; i++)
        {
            clock.Wait(0.01);
            progress.Report(i);
        }

        Assert.InRange(host.Updated.Count, 38, 40); // in ten seconds
    }

    [Fact]
    public void AllGoesToTheOneOutputThatWasShown()
    {
        using var host = new RecordingHost();
        foreach (var _ in Progress.Over(Enumerable.Range(0, 3)))
        {
        }

        var id = host.Shown.Single().Id;
        Assert.All(host.Updated, u => Assert.Equal(id, u.Id));
        Assert.EndsWith("3 of 3", host.Updated[^1].Bundle.PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void ItemsPassThroughAndTheLastOneIsDescribed()
    {
        using var host = new RecordingHost();
        var seen = Progress.Over(Lazily(), total: 3, describe: i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([10, 20, 30], seen);
        Assert.EndsWith("3 of 3 · 30", host.Updated[^1].Bundle.PlainText, StringComparison.Ordinal);

        static IEnumerable<int> Lazily()
        {
            yield return 10;
            yield return 20;
            yield return 30;
        }
    }

    [Fact]
    public async Task AnAsynchronousSequenceIsFollowedToo()
    {
        using var host = new RecordingHost();
        var sum = 0;
        await foreach (var item in Progress.Over(Later(), label: "later"))
        {
            sum += item;
        }

        Assert.Equal(3, sum);
        Assert.Equal("later 2", host.Updated[^1].Bundle.PlainText);

        static async IAsyncEnumerable<int> Later()
        {
            yield return 1;
            await Task.Yield();
            yield return 2;
        }
    }

    [Fact]
    public void AReaderCanStopBetweenTwoItems()
    {
        using var host = new RecordingHost();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in Progress.Over(Enumerable.Range(0, 10)))
            {
                if (++done == 3)
                {
                    host.Cancel();
                }
            }
        });
        Assert.Equal(3, done);
        Assert.EndsWith("3 of 10", host.Updated[^1].Bundle.PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void BreakingOffShowsHowFarItCame()
    {
        using var host = new RecordingHost();
        foreach (var i in Progress.Over(Enumerable.Range(0, 10)))
        {
            if (i == 4)
            {
                break;
            }
        }

        Assert.EndsWith("4 of 10", host.Updated[^1].Bundle.PlainText, StringComparison.Ordinal);
    }
}
