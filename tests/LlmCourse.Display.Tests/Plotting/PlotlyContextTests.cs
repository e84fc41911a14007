using System.Runtime.Loader;
using Xunit;

namespace LlmCourse.Display.Tests.Plotting;

public class PlotlyContextTests
{
    [Fact]
    public void AFigureLoadsNoFSharpBesideTheHosts()
    {
        Assert.Contains("llmcourse-plotly", FigureTests.OfKind("line").ToMimeBundle().Forms["text/html"], StringComparison.Ordinal);
        var beside = AssemblyLoadContext.Default.Assemblies.Select(a => a.GetName().Name!).ToHashSet();
        Assert.Contains("LlmCourse.Display", beside);
        Assert.DoesNotContain("FSharp.Core", beside);
        Assert.DoesNotContain("Plotly.NET", beside);
        Assert.DoesNotContain("DynamicObj", beside);
        var own = AssemblyLoadContext.All.Single(c => c.Name == "Plotly.NET").Assemblies.Select(a => a.GetName().Name);
        Assert.Contains("FSharp.Core", own);
    }

    [Fact]
    public void AHostCanListOurTypesWithoutPlotly()
    {
        Assert.NotEmpty(typeof(Figure).Assembly.GetTypes());
        Assert.DoesNotContain("DynamicObj", AssemblyLoadContext.Default.Assemblies.Select(a => a.GetName().Name));
    }

    [Fact]
    public void NothingOfPlotlyLiesBesideTheHost()
    {
        Assert.Empty(Directory.GetFiles(AppContext.BaseDirectory, "FSharp.Core*.dll"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plotly"), "FSharp.Core.dll"));
    }

    [Fact]
    public void TheScriptForPagesComesFromThePackage()
    {
        var script = PlotlyScript.Read();
        Assert.True(script.Length > 1_000_000);
        Assert.Contains("plotly.js v2", script[..300], StringComparison.Ordinal);
    }
}
