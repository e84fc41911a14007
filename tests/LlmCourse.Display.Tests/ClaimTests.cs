using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace LlmCourse.Display.Tests;

[Collection(HostCollection.Name)]
public class ClaimTests
{
    [Fact]
    public void AClaimThatHoldsReadsAsOneLine()
    {
        var bundle = Claim.AtMost("04-validation-loss", "validation loss in nats per character", 1.52349, 1.55, "nanoGPT README").ToMimeBundle();
        Assert.Equal("✓ 04-validation-loss: validation loss in nats per character: 1.523 (at most 1.55; nanoGPT README)", bundle.PlainText);
        Assert.Equal(
            """
            <div class="llmcourse-claim llmcourse-holds"><span style="color:#1a8754;font-weight:bold">✓</span> <code>04-validation-loss</code> validation loss in nats per character: <strong>1.523</strong> <span style="opacity:.75">(at most 1.55; nanoGPT README)</span></div>
            """,
            bundle.Forms["text/html"]);
        Assert.Equal(
            """{"id":"04-validation-loss","chapter":"04","statement":"validation loss in nats per character","value":1.52349,"low":null,"high":1.55,"holds":true,"kind":"value","source":"nanoGPT README","seed":42}""",
            bundle.Forms[MimeBundle.ClaimType]);
    }

    [Theory]
    [InlineData(1.0, null, 1.0, true)]
    [InlineData(1.0000001, null, 1.0, false)]
    [InlineData(0.5, 0.5, null, true)]
    [InlineData(0.4999, 0.5, null, false)]
    [InlineData(0.7, 0.5, 1.0, true)]
    [InlineData(double.NaN, null, 1.0, false)]
    [InlineData(double.NaN, 0.0, 1.0, false)]
    [InlineData(double.PositiveInfinity, 0.0, null, true)]
    [InlineData(double.NegativeInfinity, 0.0, null, false)]
    public void TheBandIncludesItsEndsAndNoNaN(double value, double? low, double? high, bool holds) =>
        Assert.Equal(holds, Claim.That("00-x", "x", value, low, high).Holds);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AValueThatJsonCannotHoldIsNull(double value)
    {
        using var json = JsonDocument.Parse(Claim.AtMost("00-x", "x", value, 1).ToMimeBundle().Forms[MimeBundle.ClaimType]);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("value").ValueKind);
        Assert.False(json.RootElement.GetProperty("holds").GetBoolean());
    }

    [Theory]
    [InlineData("4-loss")]
    [InlineData("04_loss")]
    [InlineData("04-")]
    [InlineData("04-Loss")]
    [InlineData("04-loss\n")]
    public void AnIdOfAnotherFormIsRefused(string id)
    {
        var problem = Assert.Throws<ArgumentException>(() => Claim.AtMost(id, "x", 0, 1));
        Assert.Contains("like 04-validation-loss", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(2.0, 1.0)]
    [InlineData(double.NaN, 1.0)]
    public void ABandThatSaysNothingIsRefused(double? low, double? high) =>
        Assert.Throws<ArgumentException>(() => Claim.That("00-x", "x", 0, low, high));

    [Fact]
    public void SmokeComputesButDoesNotJudge()
    {
        using var smoke = new Profile("smoke");
        var bundle = Claim.AtMost("00-x", "x", 5, 1).ToMimeBundle();
        Assert.Equal("○ 00-x: x: 5 (at most 1; not judged in smoke)", bundle.PlainText);
        Assert.Contains("\"value\":5", bundle.Forms[MimeBundle.ClaimType], StringComparison.Ordinal);
    }

    [Fact]
    public void ATimingSaysThatItIsOne()
    {
        var bundle = Claim.AtLeast("15-kv-cache", "speed-up", 5.3, 5, kind: ClaimKind.Timing).ToMimeBundle();
        Assert.Equal("✓ 15-kv-cache: speed-up: 5.3 (at least 5; a timing)", bundle.PlainText);
        Assert.Contains("\"kind\":\"timing\"", bundle.Forms[MimeBundle.ClaimType], StringComparison.Ordinal);
    }

    [Fact]
    public void BandsAreWrittenWithTheDigitsOfTheirAuthor()
    {
        Assert.Contains("(1,000,000.5 to 2,000,000)", Claim.Between("00-x", "x", 1.5e6, 1000000.5, 2e6).ToString(), StringComparison.Ordinal);
        Assert.Contains("(exactly 1)", Claim.Equal("00-x", "x", 1, 1).ToString(), StringComparison.Ordinal);
        Assert.Contains("(at most 10⁻⁵)", Claim.AtMost("00-x", "x", 3.2e-7, 1e-5).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MarkupInAStatementStaysText()
    {
        var html = Claim.AtMost("00-x", "<script>a & b</script>", 0, 1).ToMimeBundle().Forms["text/html"];
        Assert.Contains("<script>a & b</script>", XElement.Parse(html).Value, StringComparison.Ordinal);
    }
}
