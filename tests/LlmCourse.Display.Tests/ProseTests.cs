using System.Xml.Linq;
using Xunit;

namespace LlmCourse.Display.Tests;

public class ProseTests
{
    [Fact]
    public void ThePromptIsSetOffFromWhatWasWritten()
    {
        var bundle = new Prose("be, or\nnot <to> be", "To ", "temperature 0.8").ToMimeBundle();
        Assert.Equal("── temperature 0.8 ──\nTo be, or\nnot <to> be", bundle.PlainText);
        var html = XElement.Parse(bundle.Forms["text/html"]);
        Assert.Equal("To ", html.Descendants("strong").Single().Value);
        Assert.Contains("To be, or\nnot <to> be", html.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void ControlCharactersDoNotBreakThePage() =>
        Assert.Contains("a\uFFFDb\uFFFD", XElement.Parse(new Prose("a\u0001b\uD800").ToMimeBundle().Forms["text/html"]).Value, StringComparison.Ordinal);

    [Fact]
    public void SamplesStandUnderEachOther() =>
        Assert.Equal("── cold ──\naaa\n\n── hot ──\nzqx", Samples.Of(("cold", "aaa"), ("hot", "zqx")).ToMimeBundle().PlainText);
}
