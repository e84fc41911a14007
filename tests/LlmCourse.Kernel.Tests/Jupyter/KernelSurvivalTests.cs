using System.Diagnostics;
using System.Globalization;
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
    [InlineData("class Endless { public override string ToString() => $\"{this}\"; }\nnew Endless()", "stack overflow")]
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
    public void FiftyMegabytesInOnePieceAreCutWithANoticeAndNotKept()
    {
        client.Execute("Console.Write(1);");
        var (reply, published) = client.Execute("Console.Write(new string('x', 50_000_000));");
        Assert.Equal("ok", reply.Status);
        Assert.InRange(published.Where(m => m.Type == "stream").Sum(m => m.Text("text").Length), 10_000_000, 10_000_200);
        Assert.Contains("the rest is not shown", published.Last(m => m.Type == "stream").Text("text"), StringComparison.Ordinal);
        Assert.Equal("True", Value("GC.GetTotalMemory(true) < 100_000_000"));
    }

    [Fact]
    public void AResultThatSaysAHundredMegabytesIsCutWithANotice()
    {
        client.Execute("class Wordy { public override string ToString() => new string('x', 100_000_000); }");
        var text = Value("new Wordy()")!;
        Assert.InRange(text.Length, 1_000_000, 1_000_200);
        Assert.EndsWith("more characters, which are not shown)", text, StringComparison.Ordinal);
        Assert.Equal("True", Value("GC.GetTotalMemory(true) < 100_000_000"));
    }

    [Fact]
    public void TheEndOfTheProgramThatStartedItEndsTheKernelAndItsSession()
    {
        using var parent = Process.Start("sleep", "600");
        using var child = new KernelProcess(("JPY_PARENT_PID", parent.Id.ToString(CultureInfo.InvariantCulture)));
        using var asking = new KernelClient(child);
        using var session = SessionOf(asking);
        asking.SendExecute("while (true) { }");
        parent.Kill();
        Assert.True(child.WaitForExit());
        Assert.Equal(0, child.ExitCode);
        Assert.True(session.WaitForExit(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void AKernelThatIsKilledLeavesNoSessionBehind()
    {
        using var session = SessionOf(client);
        client.SendExecute("while (true) { }");
        kernel.Signal("KILL");
        Assert.True(session.WaitForExit(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void AShutdownEndsASessionThatIsStuck()
    {
        using var session = SessionOf(client);
        var id = client.SendExecute("Console.Write(1); System.Threading.Thread.Sleep(-1);");
        while (client.Next(id).Type != "stream")
        {
        }

        client.Send(client.Control, "shutdown_request", new JsonObject { ["restart"] = false });
        Assert.True(kernel.WaitForExit());
        Assert.True(session.WaitForExit(TimeSpan.FromSeconds(30)));
    }

    [SkippableTheory]
    [InlineData("echo 'No .NET SDKs were found.'; exit 145", "Packages are restored by the .NET SDK, and only its runtime is installed; install the SDK.")]
    [InlineData(null, "Packages are restored by the .NET SDK, and there is no 'dotnet' on the path; install the SDK.")]
    public void APackageThatIsAskedForWithoutAnSdkIsASentence(string? dotnet, string sentence)
    {
        Skip.If(OperatingSystem.IsWindows(), "The SDK is played by a shell script.");
        var program = Path.Combine(kernel.Folder, "dotnet");
        if (dotnet is not null && !OperatingSystem.IsWindows())
        {
            File.WriteAllText(program, $"#!/bin/sh\n{dotnet}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        using var poor = new KernelProcess(("DOTNET_HOST_PATH", program), ("COURSE_PACKAGE_CACHE", kernel.Folder));
        using var asking = new KernelClient(poor);
        var reply = asking.Execute("#r \"nuget: NodaTime, 3.3.4\"\n1").Reply;
        Assert.Equal(("PackageError", sentence), (reply.Text("ename"), reply.Text("evalue")));
        Assert.Equal("ok", asking.Execute("1").Reply.Status);
    }

    [Fact]
    public void AFrontEndThatDisappearsLeavesTheKernelToOthers()
    {
        using (var leaving = new KernelClient(kernel))
        {
            leaving.SendExecute("await Task.Delay(300); var left = 8;");
        }

        Assert.Equal("8", Value("left"));
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

    private string? Value(string code) => client.Execute(code).Published.Single(m => m.Type == "execute_result").Form("text/plain");

    /// <summary>The process that runs the cells.</summary>
    private static Process SessionOf(KernelClient client) => Process.GetProcessById(int.Parse(
        client.Execute("Environment.ProcessId").Published.Single(m => m.Type == "execute_result").Form("text/plain")!, CultureInfo.InvariantCulture));
}
