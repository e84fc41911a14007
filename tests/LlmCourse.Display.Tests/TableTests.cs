using System.Xml.Linq;
using Microsoft.Data.Analysis;
using Xunit;

namespace LlmCourse.Display.Tests;

public class TableTests
{
    private sealed record Attempt(string Recipe, double ValidationLoss, long Tokens, bool Kept, int? SecondsGPU);

    private static Table Attempts() => Table.FromRows(
    [
        new Attempt("plain & simple", 1.89812, 1_536_000, true, null),
        new Attempt("with Muon", 1.5, 24_576_000, false, 12),
    ]);

    [Fact]
    public void RowsOfRecordsBecomeAlignedText() => Assert.Equal(
        """
        speed-run
        recipe          validation loss  tokens trained  kept  seconds GPU (s)
        ──────────────  ───────────────  ──────────────  ────  ───────────────
        plain & simple            1.898       1,536,000  yes
        with Muon                 1.500      24,576,000  no                 12
        """.ReplaceLineEndings("\n"),
        Attempts().WithCaption("speed-run").WithHeader("Tokens", "tokens trained").WithUnit("SecondsGPU", "s").ToString());

    [Fact]
    public void TheHtmlSaysWhichCellsAreHeaders() => Assert.Equal(
        """
        <div class="llmcourse-table">
        <table style="border-spacing:.8em .15em">
        <thead><tr><th scope="col" style="text-align:left">a</th><th scope="col" style="text-align:right">b</th></tr></thead>
        <tbody>
        <tr><td style="text-align:left">x &lt; y</td><td style="text-align:right">0.5</td></tr>
        </tbody>
        </table>
        </div>
        """.ReplaceLineEndings("\n"),
        Table.FromRows([new { a = "x < y", b = 0.5 }]).ToMimeBundle().Forms["text/html"]);

    [Fact]
    public void ColumnsAndFramesAreTablesToo()
    {
        var expected = "n  loss\n─  ────\n1  0.50\n2  0.25";
        Assert.Equal(expected, Table.FromColumns(("n", (int[])[1, 2]), ("loss", (double[])[0.5, 0.25])).ToString());
        Assert.Equal(expected, Table.FromFrame(new DataFrame(
            new Int32DataFrameColumn("n", [1, 2]), new DoubleDataFrameColumn("loss", [0.5, 0.25]))).ToString());
    }

    [Fact]
    public void TuplesAndObjectsAreRows()
    {
        Assert.Equal("item1  item2\n─────  ─────\na          1", Table.FromRows([("a", 1)]).ToString().Replace("Item", "item"));
        Assert.Contains("x", Table.FromRows<object>([new { x = 1 }]).ToString(), StringComparison.Ordinal);
        Assert.Equal("value\n─────\n    3", Table.FromRows([3]).ToString());
    }

    [Theory]
    [InlineData(new[] { 1.52349, 12.1, 0.9 }, "1.523 12.100 0.900")]
    [InlineData(new[] { 0.5, 0.25 }, "0.50 0.25")]
    [InlineData(new[] { 1e6, 2e6 }, "1,000,000 2,000,000")]
    [InlineData(new[] { 3.1e23, 1.7e22 }, "3.1·10²³ 1.7·10²²")]
    [InlineData(new[] { 1e-6, 1.0 }, "10⁻⁶ 1")]
    [InlineData(new[] { double.NaN, 1.25 }, "not a number 1.25")]
    [InlineData(new[] { 0.0, 0.0 }, "0 0")]
    public void NumbersOfAColumnHaveTheSameDecimals(double[] values, string expected) => Assert.Equal(
        expected, string.Join(' ', Table.FromColumns(("x", values)).ToString().Split('\n').Skip(2).Select(l => l.Trim())));

    [Fact]
    public void DecimalsCanBeAskedFor() => Assert.EndsWith("1.50", Table.FromColumns(("x", (double[])[1.5])).WithDecimals("x", 2).ToString(), StringComparison.Ordinal);

    [Fact]
    public void ALongTableFolds()
    {
        var bundle = Table.FromColumns(("n", Enumerable.Range(0, 1000))).ToMimeBundle();
        Assert.Equal(2 + 17 + 1 + 3 + 1, bundle.PlainText.Split('\n').Length);
        Assert.EndsWith("999\n1,000 rows", bundle.PlainText, StringComparison.Ordinal);
        var html = XElement.Parse(bundle.Forms["text/html"]);
        Assert.Equal(20, html.Element("table")!.Element("tbody")!.Elements().Count());
        Assert.Equal("980 more rows", html.Element("details")!.Element("summary")!.Value);
        Assert.Equal("480 rows are left out.", html.Element("details")!.Element("p")!.Value);
    }

    [Fact]
    public void ErrorsSayWhatIsThere()
    {
        Assert.Contains("has no column 'loss'; it has Recipe, ValidationLoss", Assert.Throws<ArgumentException>(() => Attempts().WithUnit("loss", "nats")).Message, StringComparison.Ordinal);
        Assert.Contains("'b' has 1 values and 'a' has 2", Assert.Throws<ArgumentException>(() => Table.FromColumns(("a", "xy"), ("b", "z"))).Message, StringComparison.Ordinal);
        Assert.Contains("no columns", Assert.Throws<ArgumentException>(() => Table.FromColumns()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATableWithoutRowsShowsItsHeaders() =>
        Assert.Equal("recipe  validation loss  tokens  kept  seconds GPU", Table.FromRows(Array.Empty<Attempt>()).ToString().Split('\n')[0]);
}
