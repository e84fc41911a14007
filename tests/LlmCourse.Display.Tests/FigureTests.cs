using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace LlmCourse.Display.Tests;

public class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static Figure Loss(params IReadOnlyList<Series> series) => new()
    {
        Title = "Loss <of> a run",
        X = new Axis("step"),
        Y = new Axis("loss", "nats"),
        Alt = "One curve falls from 4 & flattens",
        Series = series.Count > 0 ? series : [Series.Line("train", [0, 10, 20], [4.0, 2.0, 1.5])],
        Lines = [ReferenceLine.Horizontal(1.88, "nanoGPT's recipe")],
    };

    /// <summary>One figure of each kind.</summary>
    public static TheoryData<string> Kinds => ["line", "log", "points", "bars", "numbered bars", "band", "heatmap", "large heatmap", "gaps", "nothing", "one value"];

    internal static Figure OfKind(string kind) => kind switch
    {
        "line" => Loss(),
        "log" => new Figure
        {
            X = new Axis("parameters", log: true),
            Y = new Axis("loss") { Log = true },
            Alt = "a line",
            Series = [Series.Line("a", [1e3, 1e7, 1e9], [3.0, 0.0, -1.0]), Series.Line("b", [(1e4, 2.0), (1e8, 1.0)])],
        },
        "points" => Loss(Series.Points("runs", [1f, 2f], [3L, 4L]) with { Labels = ["a & b", "c"] }, Series.Points("all", [1, 2, 3])),
        "bars" => Loss(Series.Bars("one", ["x", "y"], [1, 2]), Series.Bars("two", ["x", "y"], [-1.5, 2.5])),
        "numbered bars" => Loss(Series.Bars("n", [1, 2, 3], [5, 6, 7])),
        "band" => Loss(Series.Band("mean", [1, 2, 3], [1.0, 1.0, double.NaN], [2.0, 3.0, 4.0]), Series.Line("mean", [1, 2, 3], [1.5, 2, 3])),
        "heatmap" => Loss(Series.Heatmap("weight", new double[,] { { 1, 2 }, { 3, double.NaN } })),
        "large heatmap" => Loss(Series.Heatmap("weight", Enumerable.Range(0, 40).Select(r => Enumerable.Range(0, 30).Select(c => r * c)))),
        "gaps" => Loss(Series.Line("train", [1.0, 2.0, double.NaN, double.PositiveInfinity, 3.0], [1.0, 2.0, 3.0, 4.0, 5.0])),
        "nothing" => Loss(Series.Line("train", [double.NaN, double.NaN])),
        _ => Loss(Series.Points("train", [5], [7.5])),
    };

    private static XElement Parse(Figure figure) => XElement.Parse(figure.ToMimeBundle().Forms["image/svg+xml"]);

    private static JsonElement Chart(Figure figure)
    {
        var html = XElement.Parse(figure.ToMimeBundle().Forms["text/html"]);
        var script = Assert.Single(html.Elements("script"));
        Assert.Equal("llmcourse-plotly", script.Attribute("class")!.Value);
        return JsonDocument.Parse(script.Value).RootElement;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindIsWellFormedAndFreeOfNaN(string kind)
    {
        var bundle = OfKind(kind).ToMimeBundle();
        var svg = XElement.Parse(bundle.Forms["image/svg+xml"]);
        Assert.DoesNotContain("NaN", bundle.Forms["image/svg+xml"], StringComparison.Ordinal);
        Assert.DoesNotContain("∞", bundle.Forms["image/svg+xml"], StringComparison.Ordinal);
        Assert.NotEmpty(svg.Attribute("aria-label")!.Value);
        XElement.Parse(bundle.Forms["text/html"]);
        Assert.True(bundle.Forms["image/svg+xml"].Length < 40_000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindIsAPlotlyChartToo(string kind)
    {
        var chart = Chart(OfKind(kind));
        Assert.NotEqual(0, chart.GetProperty("data").GetArrayLength());
        Assert.Equal("step", kind == "log" ? "step" : chart.GetProperty("layout").GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TextStaysInsideThePicture(string kind)
    {
        var svg = Parse(OfKind(kind));
        var (width, height) = ((double)svg.Attribute("width")!, (double)svg.Attribute("height")!);
        foreach (var text in svg.Descendants(Svg + "text"))
        {
            var size = (double?)text.Attribute("font-size") ?? 12;
            var length = LlmCourse.Display.Drawing.TextWidth.Of(text.Value, size);
            var (x, y) = ((double)text.Attribute("x")!, (double)text.Attribute("y")!);
            var (from, to) = (string?)text.Attribute("text-anchor") switch
            {
                "middle" => (x - (length / 2), x + (length / 2)),
                "end" => (x - length, x),
                _ => (x, x + length),
            };
            if (text.Attribute("transform") is null)
            {
                Assert.True(from >= 0 && to <= width, $"'{text.Value}' runs from {from} to {to}");
            }

            Assert.InRange(y, size - 2, height);
        }
    }

    [Fact]
    public void ASimpleLineLooksAsItDid()
    {
        var bundle = OfKind("line").ToMimeBundle();
        Golden.Matches("line.svg", bundle.Forms["image/svg+xml"]);
        Golden.Matches("line.html", bundle.Forms["text/html"]);
        Assert.Equal(
            "Figure: Loss <of> a run\nOne curve falls from 4 & flattens\n  train: 4 → 1.5 nats, step 0 → 20, 3 points\n  loss = 1.88: nanoGPT's recipe",
            bundle.PlainText);
    }

    [Fact]
    public void ALineOverNamesIsToldByItsNames()
    {
        string[] names = ["base", "fine-tuned", "reinforced"];
        var figure = new Figure
        {
            Alt = "One line that rises",
            X = new Axis("model after the stage") { Categories = names },
            Y = new Axis("answered"),
            Series = [Series.Line("all", new[] { 0.0, 0.5, 0.75 })],
        };
        var bundle = figure.ToMimeBundle();
        Assert.EndsWith("all: 0 → 0.75, model after the stage base → reinforced, 3 points", bundle.PlainText, StringComparison.Ordinal);
        var texts = XElement.Parse(bundle.Forms["image/svg+xml"]).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value);
        Assert.Equal(names, texts.Where(text => names.Contains(text)));
    }

    [Fact]
    public void TheFigureIsNamedByItsAltText()
    {
        var html = XElement.Parse(Loss().ToMimeBundle().Forms["text/html"]);
        Assert.Equal(("figure", "llmcourse-figure", "img", "One curve falls from 4 & flattens"),
            (html.Name.LocalName, html.Attribute("class")!.Value, html.Attribute("role")!.Value, html.Attribute("aria-label")!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void AFigureWithoutAltTextIsRefused(string? alt)
    {
        var problem = Assert.Throws<ArgumentException>(() => new Figure { Title = "T", X = new Axis("x"), Y = new Axis("y"), Alt = alt!, Series = [Series.Line("a", [1])] });
        Assert.Contains("The figure 'T' has no alt text; say in one or two sentences what a reader sees", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFigureWithoutAxesOrSeriesIsRefused()
    {
        Assert.Contains("no X axis", Assert.Throws<ArgumentException>(() => new Figure { X = null!, Y = new Axis("y"), Alt = "a", Series = [] }).Message, StringComparison.Ordinal);
        Assert.Contains("has no series", Assert.Throws<ArgumentException>(() => new Figure { X = new Axis("x"), Y = new Axis("y"), Alt = "a", Series = [] }).Message, StringComparison.Ordinal);
        Assert.Contains("no name", Assert.Throws<ArgumentException>(() => new Axis(" ")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASeriesSaysWhatIsWrongWithItsValues()
    {
        Assert.Contains("'train' is empty", Assert.Throws<ArgumentException>(() => Series.Line("train", Array.Empty<int>(), Array.Empty<double>())).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 x values and 3 y values", Assert.Throws<ArgumentException>(() => Series.Points("p", [1, 2], [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("has 1 categories and 2 y values", Assert.Throws<ArgumentException>(() => Series.Bars("b", ["x"], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 low and 1 high", Assert.Throws<ArgumentException>(() => Series.Band("b", [1, 2], [1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("no cells", Assert.Throws<ArgumentException>(() => Series.Heatmap("h", new double[0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("different lengths", Assert.Throws<ArgumentException>(() => Series.Heatmap("h", [[1, 2], [3]])).Message, StringComparison.Ordinal);
        Assert.Contains("two categories of the same name", Assert.Throws<ArgumentException>(() => Series.Bars("b", ["x", "x"], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("finite number", Assert.Throws<ArgumentException>(() => ReferenceLine.Vertical(double.NaN, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeriesThatDoNotGoTogetherAreRefused()
    {
        var both = Loss(Series.Heatmap("h", [[1]]), Series.Line("a", [1]));
        Assert.Contains("a heatmap and another series", Assert.Throws<InvalidOperationException>(() => both.ToMimeBundle()).Message, StringComparison.Ordinal);
        var bars = Loss(Series.Bars("a", ["x", "y"], [1, 2]), Series.Bars("b", ["y", "x"], [1, 2]));
        Assert.Contains("give all of them the same", Assert.Throws<InvalidOperationException>(() => bars.ToMimeBundle()).Message, StringComparison.Ordinal);
        var upsideDown = new Figure { X = new Axis("x") { Min = 3, Max = 2 }, Y = new Axis("y"), Alt = "a", Series = [Series.Line("a", [1, 2])] };
        Assert.Contains("runs from 3 to 2", Assert.Throws<InvalidOperationException>(() => upsideDown.ToMimeBundle()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGapSplitsTheCurve()
    {
        var path = Assert.Single(Parse(Loss(Series.Line("a", Enumerable.Range(0, 50), Enumerable.Range(0, 50).Select(i => i == 20 ? double.NaN : i))))
            .Descendants(Svg + "path"), p => p.Attribute("stroke-linejoin") is not null);
        Assert.Equal(2, path.Attribute("d")!.Value.Count(c => c == 'M'));
    }

    [Fact]
    public void GapsAreNullInTheChart()
    {
        var y = Chart(Loss(Series.Line("a", [1.0, double.NaN, double.NegativeInfinity]))).GetProperty("data")[0].GetProperty("y");
        Assert.Equal([JsonValueKind.Number, JsonValueKind.Null, JsonValueKind.Null], y.EnumerateArray().Select(v => v.ValueKind));
    }

    [Fact]
    public void TheSameNameSharesColourAndLegend()
    {
        var chart = Chart(Loss(Series.Points("N = 1M", [1, 2], [1, 2]), Series.Line("N = 1M", [1, 2], [1, 2]), Series.Line("other", [1, 2])));
        var data = chart.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(data[0].GetProperty("marker").GetProperty("color").GetString(), data[1].GetProperty("line").GetProperty("color").GetString());
        Assert.Equal([true, false, true], data.Select(d => d.GetProperty("showlegend").GetBoolean()));
        Assert.Single(Parse(Loss(Series.Points("N = 1M", [1, 2], [1, 2]), Series.Line("N = 1M", [1, 2], [1, 2]), Series.Line("other", [1, 2])))
            .Descendants(Svg + "text"), t => t.Value == "N = 1M");
    }

    [Fact]
    public void ALongCurveStaysSmallAndKeepsItsPeaks()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => i == 54_321 ? 99.0 : Math.Sin(i / 500.0)).ToArray();
        var bundle = Loss(Series.Line("a", values)).ToMimeBundle();
        Assert.True(bundle.Forms["text/html"].Length < 100_000);
        Assert.Contains(99.0, Chart(Loss(Series.Line("a", values))).GetProperty("data")[0].GetProperty("y").EnumerateArray().Select(v => v.GetDouble()));
    }

    [Fact]
    public void TheSameDataGivesTheSameBytes() => Assert.Equal(OfKind("bars").ToMimeBundle().Forms, OfKind("bars").ToMimeBundle().Forms);

    [Fact]
    public void AScriptInATitleCannotEndTheScript()
    {
        var figure = new Figure { Title = "</script><b>", X = new Axis("x"), Y = new Axis("y"), Alt = "a", Series = [Series.Line("</script>", [1])] };
        Assert.Single(figure.ToMimeBundle().Forms["text/html"].Split("</script>").Skip(1));
    }
}
