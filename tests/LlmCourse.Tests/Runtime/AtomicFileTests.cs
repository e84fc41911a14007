using System.Diagnostics;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class AtomicFileTests
{
    private const int NoProcess = int.MaxValue - 1; // above what any system gives to a process

    [Fact]
    public void WhatAKilledProcessLeftIsRemovedByTheNextWrite()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[$"model.json.{NoProcess}.partial"], "half");
        AtomicFile.WriteText(folder["model.json"], "whole");
        Assert.Equal([folder["model.json"]], Directory.GetFiles(folder.Path));
        Assert.Equal("whole", File.ReadAllText(folder["model.json"]));
    }

    [Fact]
    public void WhatALivingProcessWritesIsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        var alive = Process.GetProcesses().First(process => process.Id is not 0 && process.Id != Environment.ProcessId).Id;
        File.WriteAllText(folder[$"model.json.{alive}.partial"], "in the making");
        AtomicFile.WriteText(folder["model.json"], "whole");
        Assert.Equal("in the making", File.ReadAllText(folder[$"model.json.{alive}.partial"]));
    }

    [Theory]
    [InlineData("other.json.2147483646.partial")]
    [InlineData("model.json.partial")]
    [InlineData("model.json.mine.partial")]
    [InlineData("model.json.2147483646.old.partial")]
    public void OtherFilesAreLeftAlone(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], "kept");
        AtomicFile.WriteText(folder["model.json"], "whole");
        Assert.Equal("kept", File.ReadAllText(folder[name]));
    }

    [Fact]
    public void AWriterThatThrowsLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["model.json"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["model.json"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("in the middle");
        }));
        Assert.Equal([folder["model.json"]], Directory.GetFiles(folder.Path));
        Assert.Equal("old", File.ReadAllText(folder["model.json"]));
    }
}
