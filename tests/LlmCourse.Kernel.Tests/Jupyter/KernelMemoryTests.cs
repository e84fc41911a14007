using System.Globalization;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>What a long session costs the process that holds it.</summary>
[Collection("processes")]
public sealed class KernelMemoryTests : IDisposable
{
    private const double MegaByte = 1 << 20;

    private readonly KernelProcess kernel = new();
    private readonly KernelClient client;

    public KernelMemoryTests() => client = new KernelClient(kernel);

    public void Dispose()
    {
        client.Dispose();
        kernel.Dispose();
    }

    [Fact]
    public void FiveHundredCellsLeaveTheProcessAsLargeAsItWas()
    {
        RunMixed(0, 150);
        var (_, before) = Measure();
        RunMixed(150, 500);
        var (_, after) = Measure();
        Assert.True(after < 1.1 * before, $"{before:F0} MB resident after 150 cells, {after:F0} MB after 500");
    }

    [Fact]
    public void ACellThatDeclaresNothingLeavesNothingOnTheHeap()
    {
        Run(0, 100, i => $"{i} + 1");
        var (before, _) = Measure();
        Run(100, 300, i => $"{i} + 1");
        var (after, _) = Measure();
        Assert.True(after - before < 200 * 0.01, $"{before:F1} MB after 100 cells, {after:F1} MB after 300"); // it was 0.8 MB a cell
    }

    [Fact]
    public void ADeclarationCostsLittleAndNoMoreLateThanEarly()
    {
        Run(0, 100, i => $"var value{i} = {i};");
        var (before, _) = Measure();
        Run(100, 300, i => $"var value{i} = {i};");
        var (after, _) = Measure();
        Assert.True(after - before < 200 * 0.2, $"{before:F1} MB after 100 cells, {after:F1} MB after 300");
    }

    /// <summary>What a reader runs: looks at values, changes them, runs the same cells again, and now and then declares something.</summary>
    private void RunMixed(int from, int to) => Run(from, to, i => (i % 10) switch
    {
        0 => $"var number{i} = {i};",
        1 => "var x = 1; var y = 2.0;",
        2 => "x += 1;",
        3 => "Console.WriteLine(x);",
        4 => "x * y",
        5 => i % 50 == 5 ? $"int Plus{i}(int a) => a + x;" : "Enumerable.Range(0, 10).Sum()",
        6 => i % 100 == 6 ? $"record Point{i}(int Left);" : "x = 3;",
        7 => "foreach (var i in new[] { 1, 2 }) { Console.Write(i); }",
        8 => "$\"{x} and {y}\"",
        _ => "await Task.Delay(0); x",
    });

    private void Run(int from, int to, Func<int, string> cell)
    {
        for (var i = from; i < to; i++)
        {
            var reply = client.Execute(cell(i)).Reply;
            Assert.True(reply.Status == "ok", reply.Content.ToJsonString());
        }
    }

    /// <summary>The managed heap after a full collection, and what the process has in memory.</summary>
    private (double Heap, double Resident) Measure()
    {
        const string code = "GC.Collect(2, GCCollectionMode.Aggressive, true, true); GC.WaitForPendingFinalizers(); $\"{GC.GetTotalMemory(true)} {Environment.WorkingSet}\"";
        var numbers = client.Execute(code).Published.Single(m => m.Type == "execute_result").Form("text/plain")!.Split(' ')
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture) / MegaByte).ToArray();
        return (numbers[0], numbers[1]);
    }
}
