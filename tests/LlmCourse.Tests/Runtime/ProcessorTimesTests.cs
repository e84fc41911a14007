using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class ProcessorTimesTests
{
    private static readonly string[] Stat =
    [
        "cpu  330 66 99 3300 110 0 33 22 900 0",
        "cpu0 100 20 30 1000 40 0 10 0 300 0",
        "cpu1 100 20 30 1000 40 0 10 0 300 0",
        "cpu12 130 26 39 1300 30 0 13 22 300 0",
        "intr 2224701 0 0",
        "ctxt 1",
    ];

    [Fact]
    public void WaitingIsIdleStolenTimeIsBusyAndGuestsCountOnce()
    {
        // user + nice + system + irq + softirq + steal; guests are part of user already.
        Assert.Equal(new ProcessorTimes(3, 160 + 160 + 230, 1200 + 1200 + 1560), ProcessorTimes.Parse(Stat, "0-127"));
    }

    [Theory]
    [InlineData("0-1", 2)]
    [InlineData("1,12", 2)]
    [InlineData(" 12\n", 1)]
    [InlineData("0-3,8-15", 3)]
    public void OnlyProcessorsThatThisProcessMayUseCount(string allowed, int processors) =>
        Assert.Equal(processors, ProcessorTimes.Parse(Stat, allowed)!.Processors);

    [Fact]
    public void WithoutCountersNothingIsClaimed()
    {
        Assert.Null(ProcessorTimes.Parse([], "0-1"));
        Assert.Null(ProcessorTimes.Parse(Stat, "2-3"));
        Assert.Null(ProcessorTimes.BusyBetween(new(2, 10, 100), new(2, 10, 100)));
        Assert.Null(ProcessorTimes.BusyBetween(new(2, 10, 100), new(1, 20, 200)));
    }

    [Fact]
    public void BusyProcessorsAreTheShareOfTheTimeTimesTheirNumber()
    {
        Assert.Equal(1.5, ProcessorTimes.BusyBetween(new(2, 100, 1000), new(2, 130, 1040)));
        Assert.Equal(2.0, ProcessorTimes.BusyBetween(new(2, 100, 1000), new(2, 190, 1040))); // counters are not read at one instant
    }

    [SkippableFact]
    public void OnLinuxTheMachineTellsHowBusyItIs()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.ReadLines("/proc/stat").Any(line => line.StartsWith("cpu0", StringComparison.Ordinal)), "there is no /proc/stat");
        var seen = ProcessorTimes.Watch(TimeSpan.FromMilliseconds(200));
        Assert.NotNull(seen);
        Assert.InRange(seen.Value.Processors, 1, 4096);
        Assert.InRange(seen.Value.BusyWithOthers, 0, seen.Value.Processors);
    }
}
