using LlmCourse.Model;
using LlmCourse.Model.Distributed;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Distributed;

public class ExpertParallelismTests
{
    private const int Experts = 8;

    private static readonly GptConfig Config = TestModels.Tiny with { Experts = new ExpertOptions { Count = Experts, Active = 2, Shared = 1 } };

    public static TheoryData<int[], int> Placements
    {
        get
        {
            var data = new TheoryData<int[], int>();
            foreach (var devices in new[] { 1, 2, 4, 8 })
            {
                Add(ExpertPlacement.Contiguous(Experts, devices));
                Add(ExpertPlacement.RoundRobin(Experts, devices));
                Add(ExpertPlacement.ByLoad([5, 90, 3, 3, 40, 7, 7, 7], devices));
            }

            return data;

            void Add(ExpertPlacement placement) => data.Add([.. Enumerable.Range(0, Experts).Select(expert => placement[expert])], placement.Devices);
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void TheResultIsThatOfOneDeviceAndTheBytesAreThoseOfTheFormula(int[] deviceOf, int devices)
    {
        using var scope = NewDisposeScope();
        using var mixture = Mixture();
        using var generator = new Generator(1);
        foreach (var length in new[] { 16, 13 })
        {
            var (x, placement) = (randn([3, length, 16], generator: generator), new ExpertPlacement(deviceOf, devices));
            using var exchange = ExpertParallelism.Run(mixture, x, placement);
            using var noGradients = no_grad();
            var expected = mixture.call(x);
            Assert.True((expected - exchange.Output).abs().max().item<float>() < 1e-5);
            Assert.Equal(mixture.Routing!.Choices, exchange.Choices);
            Assert.Equal(placement.AllToAllBytes(mixture.Routing.Choices, 2, 16), exchange.TotalBytes);
            Assert.Equal(placement.LoadOfDevices(mixture.Routing.Load), exchange.Rows.Select(rows => (long)rows));
            Assert.Equal(devices == 1, exchange.TotalBytes == 0);
        }
    }

    [Fact]
    public void PlacingByLoadLevelsTheWork()
    {
        int[] loads = [90, 80, 5, 5, 5, 5, 5, 5];
        Assert.Equal(170 + 10, ExpertPlacement.Contiguous(8, 2).LoadOfDevices(loads).Max());
        Assert.Equal(105, ExpertPlacement.ByLoad(loads, 2).LoadOfDevices(loads).Max());
    }

    [Fact]
    public void ExpertsThatDevicesDoNotDivideAreRefused()
    {
        const string Sentence = "8 experts cannot be shared out evenly among 3 devices; take a number of devices that divides 8.";
        Assert.Equal(Sentence, Assert.Throws<ArgumentException>(() => ExpertPlacement.Contiguous(8, 3)).Message);
        Assert.Equal(Sentence, Assert.Throws<ArgumentException>(() => ExpertPlacement.RoundRobin(8, 3)).Message);
        Assert.Equal(Sentence, Assert.Throws<ArgumentException>(() => ExpertPlacement.ByLoad(new int[8], 3)).Message);
        Assert.Throws<ArgumentException>(() => ExpertPlacement.Contiguous(8, 0));
        Assert.Equal(
            "Device 0 would hold 3 of 4 experts, but each of 2 devices must hold 2; number the devices from 0.",
            Assert.Throws<ArgumentException>(() => new ExpertPlacement([0, 0, 0, 1], 2)).Message);
    }

    [Fact]
    public void AMixtureInTrainingIsRefused()
    {
        using var mixture = Mixture();
        mixture.train();
        using var x = ones(1, 8, 16);
        Assert.Contains("eval()", Assert.Throws<ArgumentException>(() => ExpertParallelism.Run(mixture, x, ExpertPlacement.Contiguous(8, 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEvenCostModelIsTheSumOfItsParts()
    {
        var cluster = new ClusterAssumptions { Devices = 4, FlopsPerSecond = 1e9, BytesPerSecond = 1e6, LatencySeconds = 1e-3 };
        var cost = CommunicationCost.Of(Config, 1000, cluster);
        const double Travel = 1e-3 + (1000 * 2 * 16 * 2 * 0.75 / 1e6);
        Assert.Equal(Travel, cost.DispatchSeconds, 1e-12);
        Assert.Equal(2.0 * 3000 * Config.ExpertParameterCount / 1e9, cost.ComputeSeconds, 1e-12);
        Assert.Equal(cost.DispatchSeconds + cost.ComputeSeconds + cost.CombineSeconds, cost.TotalSeconds, 1e-12);
    }

    [Fact]
    public void OverlapHidesTheSmallerPartAndSkewMakesAllWait()
    {
        var cluster = new ClusterAssumptions { Devices = 4, FlopsPerSecond = 1e9, BytesPerSecond = 1e6, LatencySeconds = 0 };
        var whole = CommunicationCost.Of(Config, 1000, cluster);
        var overlapped = CommunicationCost.Of(Config, 1000, cluster, parts: 8);
        var longest = Math.Max(whole.ComputeSeconds, whole.DispatchSeconds + whole.CombineSeconds);
        Assert.InRange(overlapped.TotalSeconds, longest, whole.TotalSeconds);
        Assert.True(CommunicationCost.Of(Config, 1000, cluster, skew: 2).TotalSeconds > 1.6 * whole.TotalSeconds);
        Assert.Equal(0, CommunicationCost.Of(Config, 1000, cluster with { Devices = 1 }).DispatchSeconds);
        Assert.Throws<ArgumentException>(() => CommunicationCost.Of(Config, 1000, cluster, skew: 5));
        Assert.Throws<ArgumentException>(() => CommunicationCost.Of(Config, 1000, cluster with { Devices = 3 }));
    }

    private static MixtureOfExperts Mixture()
    {
        var mixture = new MixtureOfExperts(Config);
        using var noGradients = no_grad();
        using var generator = new Generator(11);
        foreach (var parameter in mixture.parameters())
        {
            parameter.normal_(0, 0.3, generator);
        }

        mixture.eval();
        return mixture;
    }
}
