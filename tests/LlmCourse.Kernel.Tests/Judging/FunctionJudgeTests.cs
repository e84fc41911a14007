using LlmCourse.Alignment;
using Xunit;

namespace LlmCourse.Kernel.Tests.Judging;

/// <summary>Whatever a function does, its test ends with one sentence, and the next function is judged as if nothing had happened.</summary>
[Collection("processes")]
public sealed class FunctionJudgeTests : IDisposable
{
    private readonly FunctionJudge judge = new(Path.Combine(AppContext.BaseDirectory, "course.dll")) { ProcessorTime = TimeSpan.FromSeconds(1) };

    public void Dispose() => judge.Dispose();

    [Fact]
    public void ARightFunctionPasses()
    {
        Assert.Equal(FunctionVerdict.Right, Judge("static int F(int x) => x * 3 + 2;"));
        Assert.Equal(FunctionVerdict.Right, Judge("static int F(int x) { var sum = new int[4]; for (var i = 0; i < 3; i++) { sum[i] = x; } return sum[0] + sum[1] + sum[2] + Math.Max(1, 2); }"));
    }

    [Theory]
    [InlineData("static int F(int x) => x * 3;", "F(4) returned 12, but 14 is right.")]
    [InlineData("static int F(int x) => x * 3 +;", "It does not compile: ")]
    [InlineData("static int F(int x) => 14 / (x - 4);", "F(4) failed with DivideByZeroException.")]
    [InlineData("static int F(int x, int y) => x;", "F(4) was asked for, but it does not take 1 whole numbers")]
    [InlineData("static int F(int x) { while (true) { x++; } }", "It did not end within 1 seconds of a processor's work.")]
    [InlineData("static int F(int x) => F(x + 1) + 1;", "It brought its process to an end")]
    [InlineData("static int F(int x) { var all = new long[1000][]; for (var i = 0; i < 1000; i++) { all[i] = new long[1000000]; } return all.Length; }", FunctionJudge.OutOfMemory)]
    [InlineData("static int F(int x) { System.IO.File.WriteAllText(\"here.txt\", \"x\"); return 14; }", "It uses System.IO.File;")]
    [InlineData("static int F(int x) => System.Environment.ProcessorCount;", "It uses System.Environment;")]
    [InlineData("static int F(int x) => x.GetType().Assembly.GetTypes().Length;", "It uses ")]
    [InlineData("} class Other { static int F(int x) => 14;", "It must be a static method")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"c\")] static extern int F(int x);", "It uses ")]
    [InlineData("", "It must be a static method")]
    public void ABadFunctionFailsWithASentenceAndTheNextOneIsJudged(string code, string reason)
    {
        var verdict = Judge(code);
        Assert.False(verdict.Passed);
        Assert.StartsWith(reason, verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(FunctionVerdict.Right, Judge("static int F(int x) => x * 3 + 2;"));
    }

    private FunctionVerdict Judge(string code) => judge.Judge(new FunctionTask(code, [new FunctionTest([4], 14)]));
}
