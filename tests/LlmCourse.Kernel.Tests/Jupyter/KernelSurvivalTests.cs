using System.Text.Json.Nodes;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>What cells can do to their process, and what the kernel makes of it.</summary>
[Collection("processes")]
public sealed class KernelSurvivalTests : IDisposable
{
    private readonly KernelProcess kernel = new();
    private readonly KernelClient client;

    public KernelSurvivalTests() => client = new KernelClient(kernel);

    public void Dispose()
    {
        client.Dispose();
        kernel.Dispose();
    }

    [Theory]
    [InlineData("Environment.Exit(3);", "exit code 3")]
    [InlineData("Environment.FailFast(\"that was it\");", "that was it")]
    [InlineData("int Deep(int n) => Deep(n + 1) + 1; Deep(0)", "stack overflow")]
    [InlineData("new System.Threading.Thread(() => throw new InvalidOperationException(\"on my own\")).Start(); await Task.Delay(10_000);", "on my own")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill(); await Task.Delay(10_000);", "memory ran out")]
    public void ACellThatEndsItsProcessIsAnsweredAndTheNextOneRuns(string code, string why)
    {
        client.Execute("var before = 1;");
        var (reply, published) = client.Execute(code);
        Assert.Equal("error", reply.Status);
        Assert.Contains(why, reply.Text("evalue"), StringComparison.Ordinal);
        Assert.Contains("All variables are gone; run the cells from the top.", reply.Text("evalue"), StringComparison.Ordinal);
        Assert.Single(published, m => m.Type == "error");
        Assert.Equal("CS0103", client.Execute("before").Reply.Text("ename"));
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Status);
    }

    [Fact]
    public void AProcessThatEndsBetweenTwoCellsIsToldByTheNext()
    {
        client.Execute("var timer = new System.Threading.Timer(_ => Environment.Exit(9), null, 300, -1);");
        var reply = client.Execute("await Task.Delay(20_000);").Reply;
        Assert.Contains("exit code 9", reply.Text("evalue"), StringComparison.Ordinal);
        Assert.Equal("ok", client.Execute("1").Reply.Status);
    }

    [Fact]
    public void FiftyMegabytesOfTextAreCutWithANotice()
    {
        var (reply, published) = client.Execute("var line = new string('x', 999); for (var i = 0; i < 50_000; i++) { Console.WriteLine(line); }");
        Assert.Equal("ok", reply.Status);
        Assert.InRange(published.Where(m => m.Type == "stream").Sum(m => m.Text("text").Length), 10_000_000, 10_000_200);
        Assert.Contains("the rest is not shown", published.Last(m => m.Type == "stream").Text("text"), StringComparison.Ordinal);
        Assert.Equal("ok", client.Execute("Console.WriteLine(1);").Reply.Status);
    }

    [Fact]
    public void AFrontEndThatDisappearsLeavesTheKernelToOthers()
    {
        using (var leaving = new KernelClient(kernel))
        {
            leaving.SendExecute("await Task.Delay(300); var left = 8;");
        }

        Assert.Equal("8", client.Execute("left").Published.Single(m => m.Type == "execute_result").Form("text/plain"));
    }

    [Theory]
    [InlineData("shutdown_request", true)]
    [InlineData("shutdown_request", false)]
    public void AShutdownIsAnsweredAndEndsTheProcess(string type, bool restart)
    {
        client.SendExecute("while (true) { }");
        var id = client.Send(client.Control, type, new JsonObject { ["restart"] = restart });
        Assert.Equal(restart, (bool)client.Receive(client.Control, id).Content["restart"]!);
        Assert.True(kernel.WaitForExit());
        Assert.Equal(0, kernel.ExitCode);
    }

    [Fact]
    public void ATerminationSignalEndsTheProcess()
    {
        kernel.Signal("TERM");
        Assert.True(kernel.WaitForExit());
        Assert.Equal(0, kernel.ExitCode);
    }
}
