using System.Reflection;
using System.Xml.Linq;
using LlmCourse.Model;
using LlmCourse.Runtime;
using TorchSharp;
using Xunit;

namespace LlmCourse.Display.Tests;

[Collection(HostCollection.Name)]
public class ValueViewTests
{
    public ValueViewTests() => NativeRuntime.EnsureLoaded();

    private static string Plain(object value)
    {
        Assert.True(ValueView.TryShow(value, out var bundle));
        if (bundle.Forms.TryGetValue("text/html", out var html))
        {
            XElement.Parse(html);
        }

        return bundle.PlainText;
    }

    [Fact]
    public void ATensorShowsItsShapeAndItsFirstCorner()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal("tensor [2, 3] Float32 on cpu\n  0.000  0.250  0.500\n  0.750  1.000  1.250", Plain(torch.arange(6).to_type(torch.float32).div(4).reshape(2, 3)));
        Assert.Equal("tensor [4] Int64 on cpu\n  0  1  2  3", Plain(torch.arange(4, dtype: torch.int64)));
        Assert.Equal("tensor [] Float32 on cpu\n  2.500", Plain(torch.tensor(2.5f)));
        Assert.Equal("tensor [0] Float32 on cpu", Plain(torch.zeros(0)));
        Assert.Equal("tensor [2] Bool on cpu\n  1  0", Plain(torch.tensor(new[] { true, false })));
        Assert.StartsWith("tensor [2, 10, 20] Float32 on cpu; shown: [0, …, …]\n", Plain(torch.zeros(2, 10, 20)), StringComparison.Ordinal);
        Assert.Equal(6 + 2, Plain(torch.zeros(10, 20)).Split('\n').Length);
        Assert.Contains("needs gradients", Plain(torch.zeros(2, requires_grad: true)), StringComparison.Ordinal);
        Assert.Contains("NaN", Plain(torch.tensor(new[] { float.NaN, 1 })), StringComparison.Ordinal);
        Assert.Contains("BFloat16", Plain(torch.ones(2, dtype: torch.bfloat16)), StringComparison.Ordinal);
        Assert.Equal("tensor [2] ComplexFloat32 on cpu", Plain(torch.zeros(2, dtype: torch.complex64)));
    }

    [Fact]
    public void ATransposedTensorShowsItsOwnOrder()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal("tensor [2, 2] Float32 on cpu\n  1.000  3.000\n  2.000  4.000", Plain(torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } }).t()));
    }

    [Fact]
    public void LookingAtATensorLeavesNothingBehind()
    {
        using var tensor = torch.zeros(10, 20, requires_grad: true);
        Plain(tensor);
        var before = torch.Tensor.TotalCount;
        for (var i = 0; i < 10; i++)
        {
            Plain(tensor);
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void ADisposedTensorSaysSo()
    {
        var tensor = torch.zeros(2);
        tensor.Dispose();
        Assert.Equal("(a tensor that has been disposed)", Plain(tensor));
    }

    [Fact]
    public void ManyTensorsAreATableWithALineForEach()
    {
        using var scope = torch.NewDisposeScope();
        var text = Plain(new[] { torch.zeros(2, 3), torch.tensor(7L) });
        Assert.StartsWith("2 tensors\n", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^0 +\[2, 3\] +Float32  cpu     0.0+  0.0+  0.0+  …$", text);
        Assert.Matches(@"(?m)^1 +\[\] +Int64    cpu     7$", text);
        Assert.Equal("no tensors", Plain(new List<torch.Tensor>()));
        var gone = torch.zeros(2);
        gone.Dispose();
        Assert.Contains("(disposed)", Plain(new[] { gone }), StringComparison.Ordinal);
    }

    [Fact]
    public void StateAndParametersAreTablesOfTheirNames()
    {
        using var model = torch.nn.Sequential(("a", torch.nn.Linear(4, 2)), ("b", torch.nn.Linear(2, 1)));
        foreach (var text in new[] { Plain(model.state_dict()), Plain(model.named_parameters()) })
        {
            Assert.StartsWith("4 tensors\n", text, StringComparison.Ordinal);
            Assert.Matches(@"(?m)^a.weight  \[2, 4\]  Float32  cpu ", text);
            Assert.Matches(@"(?m)^b.bias    \[1\]     Float32  cpu ", text);
        }

        Assert.StartsWith("4 tensors\n", Plain(model.parameters()), StringComparison.Ordinal);
    }

    [Fact]
    public void ALongModuleFoldsItsLaterParts()
    {
        using var model = torch.nn.Sequential([.. Enumerable.Range(0, 40).Select(i => ($"layer{i}", (torch.nn.Module<torch.Tensor, torch.Tensor>)torch.nn.Linear(i + 1, i + 2)))]);
        Assert.True(ValueView.TryShow(model, out var bundle));
        Assert.Contains("<details><summary>21 more rows</summary>", bundle.Forms["text/html"], StringComparison.Ordinal);
        Assert.Contains("layer39", bundle.Forms["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void AModuleIsATreeWithCounts()
    {
        using var model = torch.nn.Sequential(("embed", torch.nn.Embedding(10, 4)), ("a", torch.nn.Linear(4, 4)), ("b", torch.nn.Linear(4, 4)), ("act", torch.nn.ReLU()));
        Assert.StartsWith("Sequential: 80 parameters\n", Plain(model), StringComparison.Ordinal);
        var lines = Plain(model).Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.Equal(["(all) Sequential 80", "embed Embedding weight [10, 4] 40", "a … b: 2 times Linear weight [4, 4], bias [4] 20", "act ReLU 0"], lines[3..]);
    }

    [Fact]
    public void TheCourseModelCountsAsItSaysItself()
    {
        using var model = new Gpt(GptConfig.ShakespeareChar with { Layers = 3 });
        var text = Plain(model);
        Assert.Contains(model.parameters().Sum(p => p.numel()).ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture) + " parameters", text, StringComparison.Ordinal);
        Assert.Contains("3 times", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AConfigIsATableOfItsSettings()
    {
        var text = Plain(GptConfig.ShakespeareChar);
        Assert.StartsWith("GptConfig\n", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Layers +4$", text);
        Assert.Matches(@"(?m)^FeedForwardSize +\(none\)$", text);
    }

    [Fact]
    public void OtherValuesAreLeftToTheHost()
    {
        Assert.False(ValueView.TryShow(null, out _));
        Assert.False(ValueView.TryShow("text", out _));
        Assert.False(ValueView.TryShow(new[] { 1, 2 }, out _));
        Assert.Equal("text", ValueView.Of("text").ToString());
    }

    [Fact]
    public void DisplayReferencesNoTorchSharp() => Assert.DoesNotContain(
        typeof(ValueView).Assembly.GetReferencedAssemblies(), (AssemblyName a) => a.Name is "TorchSharp" or "LlmCourse");
}
