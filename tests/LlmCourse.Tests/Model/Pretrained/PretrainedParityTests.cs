using LlmCourse.Model;
using LlmCourse.Model.Pretrained;
using LlmCourse.Training;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Pretrained;

/// <summary>From the same files, our models compute what PyTorch computes.</summary>
public class PretrainedParityTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void LogitsEqualPyTorchs(string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = new PretrainedFixture(family);
        using var model = Gpt.FromPretrained(fixture.Folder);
        AssertNear(fixture["logits"], model.call(fixture.Batch(0).Inputs), 1e-5, $"{family} logits");
    }

    [Theory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void EveryGradientEqualsPyTorchs(string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = new PretrainedFixture(family);
        using var model = Gpt.FromPretrained(fixture.Folder);
        var (inputs, targets) = fixture.Batch(0);
        model.Loss(inputs, targets).backward();
        var gradients = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad!);
        var places = PlacesOf(fixture.Folder, model.Config);
        Assert.Equal(places.Keys.Order(), fixture.Gradients.Select(pair => pair.Name).Order());
        var worst = fixture.Gradients.Max(pair => AssertNear(pair.Gradient, places[pair.Name].PlaceIn(gradients[places[pair.Name].Parameter]), 1e-4, $"{family} {pair.Name}"));
        output.WriteLine($"{family}: the worst gradient is {worst:E1} off");
    }

    [Theory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void FiftyStepsOfAdamWFollowPyTorchsLosses(string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = new PretrainedFixture(family);
        using var model = Gpt.FromPretrained(fixture.Folder);
        model.train();
        var options = new TrainingOptions { Steps = 50, BatchSize = 4, LearningRate = 1e-3, Beta1 = 0.9, Beta2 = 0.95, WeightDecay = 0.1 };
        using var optimizer = new AdamW(model.named_parameters(), options);
        var losses = Enumerable.Range(1, 50).Select(step => Step(model, optimizer, fixture.Batch(step - 1), step)).ToArray();
        AssertNear(fixture["losses"], tensor(losses), 1e-4, $"{family} losses against float32");
        AssertNear(fixture["losses64"], tensor(losses), 1e-4, $"{family} losses against float64");
    }

    /// <summary>Where the tensors of a folder lie in our model, by the names of the files.</summary>
    internal static Dictionary<string, PretrainedTensor> PlacesOf(string folder, GptConfig config)
    {
        var (family, _) = HuggingFaceConfig.Read(Path.Combine(folder, "config.json"));
        return HuggingFaceNames.Of(family, config).ToDictionary(tensor => tensor.Name);
    }

    private static double Step(Gpt model, AdamW optimizer, (Tensor Inputs, Tensor Targets) batch, int step)
    {
        using var scope = NewDisposeScope();
        var loss = model.Loss(batch.Inputs, batch.Targets);
        model.zero_grad();
        loss.backward();
        optimizer.Step(1, step);
        return loss.item<float>();
    }

    /// <summary>Compares with what is expected, relative to the largest number there; returns the largest difference.</summary>
    private double AssertNear(Tensor expected, Tensor actual, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected.to(float64) - actual.detach().to(float64)).abs().max().item<double>() / expected.abs().max().to(float64).item<double>();
        output.WriteLine($"{what}: {difference:E1} of {tolerance:E0}");
        Assert.True(difference <= tolerance, $"{what} differ by {difference:E2} of their scale, but at most {tolerance:E0} is allowed.");
        return difference;
    }
}
