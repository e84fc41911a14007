using Xunit;

namespace LlmCourse.Display.Tests;

public class NoticeTests
{
    [Fact]
    public void WordsBetweenBackticksAreCode() => Assert.Equal(
        """
        <div class="llmcourse-notice llmcourse-info" role="note" style="border-left:4px solid #0072b2;padding:.4em 1em;margin:.6em 0"><strong>Note:</strong> run <code>course data get a&amp;b</code> &lt;now&gt;</div>
        """,
        Notice.Info("run `course data get a&b` <now>").ToMimeBundle().Forms["text/html"]);

    [Fact]
    public void ThePlainFormSaysHowMuchItMatters() => Assert.Equal("Warning: no data", Notice.Warning("no data").ToString());
}
