using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class ComputeThreadsTests
{
    [Theory]
    [InlineData(8, 0.0, 8, "8 threads, because there are 8 processors to spare.")]
    [InlineData(2, 0.4, 2, "2 threads, because there are 2 processors to spare.")]
    [InlineData(2, 0.6, 1, "1 thread, because other programs keep 0.6 of 2 processors busy.")]
    [InlineData(8, 3.3, 5, "5 threads, because other programs keep 3.3 of 8 processors busy.")]
    [InlineData(4, 4.0, 1, "1 thread, because other programs keep 4.0 of 4 processors busy.")]
    [InlineData(1, 1.0, 1, "1 thread, because there is one processor.")]
    public void BusyProcessorsAreLeftToOthersButOneThreadRemains(int processors, double busy, int threads, string reason)
    {
        var choice = ComputeThreads.Decide(processors, processors, busy, wanted: null);
        Assert.Equal((threads, processors, busy, reason), (choice.Threads, choice.Processors, choice.BusyProcessors, choice.Reason));
        Assert.Equal(reason, choice.ToString());
    }

    [Theory]
    [InlineData(2, 64, 30.0, 2)]  // a container that may use 2 of 64 processors, half of which are idle
    [InlineData(8, 64, 61.2, 3)]
    [InlineData(2, 64, 64.0, 1)]
    public void AContainerUsesNoMoreThanItMayAndIsIdleOnTheMachine(int processors, int watched, double busy, int threads) =>
        Assert.Equal(threads, ComputeThreads.Decide(processors, watched, busy, wanted: "").Threads);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(8, 7)]
    public void WhereNothingIsKnownALargeMachineKeepsOneProcessor(int processors, int threads)
    {
        var choice = ComputeThreads.Decide(processors, watched: null, busy: null, wanted: null);
        Assert.Equal(threads, choice.Threads);
        Assert.Null(choice.BusyProcessors);
    }

    [Theory]
    [InlineData("1", 1, "1 thread, because COURSE_THREADS asks for it.")]
    [InlineData("3", 3, "3 threads, because COURSE_THREADS asks for it, although there are only 2 processors.")]
    public void TheEnvironmentOverrides(string wanted, int threads, string reason)
    {
        var choice = ComputeThreads.Decide(2, 2, 2.0, wanted);
        Assert.Equal((threads, reason), (choice.Threads, choice.Reason));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("1.5")]
    [InlineData("100000")]
    public void AnImpossibleNumberIsRefusedWithASentence(string wanted)
    {
        var problem = Assert.Throws<ArgumentException>(() => ComputeThreads.Decide(2, 2, 0, wanted));
        Assert.Equal(
            $"COURSE_THREADS is '{wanted}', but a number of threads from 1 to 1024 is needed; set one, or unset it to let the course choose.", problem.Message);
    }

    [Theory]
    [InlineData(new[] { 0.2 }, 0.2, 1)]                  // quiet: one look is enough
    [InlineData(new[] { 1.0, 0.9, 0.1, 2.0 }, 0.1, 3)]   // busy for a moment
    [InlineData(new[] { 2.0, 0.8, 1.5 }, 0.8, 15)]       // busy all the time
    public void AProcessorThatIsBusyForAMomentIsNotBusy(double[] busy, double quietest, int looks)
    {
        var count = 0;
        Assert.Equal((2, quietest), ComputeThreads.Quietest(2, () => (2, busy[count++ % busy.Length])));
        Assert.Equal(looks, count);
    }

    [Theory]
    [InlineData(1, 1, 1.0)]    // one thread it is, whoever else works
    [InlineData(2, 64, 30.0)]  // a container on a machine that has enough to spare
    public void WhereOthersCostNoThreadOneLookIsEnough(int processors, int watched, double busy)
    {
        var count = 0;
        Assert.Equal((watched, busy), ComputeThreads.Quietest(processors, () => { count++; return (watched, busy); }));
        Assert.Equal(1, count);
    }

    [Fact]
    public void WhereTheSystemDoesNotTellOneLookIsEnough()
    {
        var count = 0;
        Assert.Null(ComputeThreads.Quietest(2, () => { count++; return null; }));
        Assert.Equal(1, count);
    }

    [Fact]
    public void TheChoiceIsMadeForThisMachineAndWithinIt()
    {
        var choice = ComputeThreads.Choose();
        Assert.InRange(choice.Threads, 1, 1024);
        Assert.Equal(Environment.ProcessorCount, choice.Processors);
        Assert.InRange(choice.BusyProcessors ?? 0, 0, 4096);
    }
}
