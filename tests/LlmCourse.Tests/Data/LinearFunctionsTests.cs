using LlmCourse.Data;
using LlmCourse.Evaluation;
using LlmCourse.Runtime;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Data;

public class LinearFunctionsTests
{
    private static readonly LinearFunctions Task = new() { Dimension = 3, Examples = 8 };

    [Fact]
    public void WithoutNoiseLeastSquaresIsExactFromAsManyExamplesAsDimensions()
    {
        using var scope = NewDisposeScope();
        var (points, values) = Task.Draw(20, new SeededRandom(1));
        var errors = (RidgeBaseline.Predict(points, values, 0) - values).abs();
        Assert.True(errors[.., 3..].max().item<float>() < 1e-2, "Least squares missed a function without noise.");
        Assert.True(errors[.., 1].mean().item<float>() > 0.1, "One example cannot tell a function of three numbers.");
    }

    [Fact]
    public void RidgeIsTheProductsWrittenOut()
    {
        using var scope = NewDisposeScope();
        var (points, values) = (tensor(new[] { 1f, 2f, 3f }, [1, 3, 1]), tensor(new[] { 2f, 3f, 0f }, [1, 3]));
        var predictions = RidgeBaseline.Predict(points, values, lambda: 0.5).data<float>().ToArray();
        Assert.Equal(0, predictions[0]);
        Assert.Equal(2 * 1 * 2 / 1.5, predictions[1], 1e-5);                 // x · (x₁y₁) / (x₁² + λ)
        Assert.Equal(3 * (2 + 6) / (1 + 4 + 0.5), predictions[2], 1e-5);
    }

    [Fact]
    public void WithNoiseRidgeBeatsLeastSquaresAndEveryOtherLambda()
    {
        using var scope = NewDisposeScope();
        var (points, values) = (Task with { Noise = 1 }).Draw(4000, new SeededRandom(2));
        double Error(double lambda) => (RidgeBaseline.Predict(points, values, lambda) - values)[.., 6].square().mean().item<float>();
        Assert.All([0, 0.2, 5], lambda => Assert.True(Error(lambda) > Error(1), $"λ = {lambda} predicts better than the noise's variance."));
    }

    [Fact]
    public void ScaleAndSkewDoWhatTheySay()
    {
        using var scope = NewDisposeScope();
        var (points, _) = (Task with { Scale = 3 }).Draw(2000, new SeededRandom(3));
        Assert.Equal(3, points.std().item<float>(), 0.1);
        var (skewed, _) = (Task with { Skew = 1 }).Draw(2000, new SeededRandom(3));
        var deviations = skewed.view(-1, 3).std(0).data<float>().ToArray();
        Assert.Equal(2, deviations[0] / deviations[1], 0.1);
        Assert.Equal(3, deviations[0] / deviations[2], 0.1);
        Assert.Equal(3, deviations.Sum(deviation => deviation * deviation), 0.15);
    }

    [Fact]
    public void SizesThatMakeNoSenseAreRefused()
    {
        Assert.Throws<ArgumentException>(() => (Task with { Dimension = 0 }).Draw(4, new SeededRandom(1)));
        Assert.Throws<ArgumentException>(() => RidgeBaseline.Predict(zeros(1, 2, 3), zeros(1, 2), -1));
    }
}
