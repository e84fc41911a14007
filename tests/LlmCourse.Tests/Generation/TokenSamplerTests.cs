using LlmCourse.Generation;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Generation;

public class TokenSamplerTests
{
    private static readonly float[] Logits = [.. new[] { 0.05, 0.4, 0.1, 0.3, 0.15 }.Select(p => (float)Math.Log(p))];

    [Fact]
    public void WithoutOptionsTheProbabilitiesAreTheSoftmax() =>
        AssertProbabilities([0.05, 0.4, 0.1, 0.3, 0.15], new SamplingOptions());

    [Fact]
    public void ATemperatureOfOneHalfSquaresTheProbabilities() =>
        AssertProbabilities(Normalised(0.0025, 0.16, 0.01, 0.09, 0.0225), new SamplingOptions { Temperature = 0.5 });

    [Fact]
    public void ATemperatureOfTwoTakesTheirRoots() =>
        AssertProbabilities(Normalised(0.05, 0.4, 0.1, 0.3, 0.15, power: 0.5), new SamplingOptions { Temperature = 2 });

    [Fact]
    public void TopKKeepsTheKMostLikely() => AssertProbabilities(Normalised(0, 0.4, 0, 0.3, 0.15), new SamplingOptions { TopK = 3 });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(1000)]
    public void TopKKeepsExactlyKOfEquals(int k)
    {
        var probabilities = TokenSampler.Probabilities(new float[7], new SamplingOptions { TopK = k });
        Assert.Equal(Math.Min(k, 7), probabilities.Count(p => p > 0));
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.39, 1)]
    [InlineData(0.41, 2)]
    [InlineData(0.69, 2)]
    [InlineData(0.71, 3)]
    [InlineData(0.84, 3)]
    [InlineData(0.86, 4)]
    [InlineData(0.96, 5)]
    [InlineData(1.0, 5)]
    public void TopPKeepsTheSmallestNucleus(double topP, int kept)
    {
        double[] all = [0.05, 0.4, 0.1, 0.3, 0.15];
        var smallest = all.Order().ElementAt(all.Length - kept);
        AssertProbabilities(Normalised([.. all.Select(p => p >= smallest ? p : 0)]), new SamplingOptions { TopP = topP });
    }

    [Fact]
    public void TopPCountsTheSharesOfWhatTopKLeft() => // 0.4 of 0.7 is 0.57
        AssertProbabilities([0, 1, 0, 0, 0], new SamplingOptions { TopK = 2, TopP = 0.5 });

    [Fact]
    public void OfEqualsTheFirstIsLikelierAndAZeroIsAZero()
    {
        float[] logits = [-1, 0, -0f, float.NegativeInfinity, 2, -1, 2, 0];
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0], TokenSampler.Probabilities(logits, SamplingOptions.Greedy));
        var stable = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ToList();
        for (var k = 1; k < logits.Length; k++)
        {
            var kept = TokenSampler.Probabilities(logits, new SamplingOptions { TopK = k }).Select((p, token) => (p, token)).Where(pair => pair.p > 0).Select(pair => pair.token);
            Assert.Equal(stable.Take(k).Order(), kept);
        }
    }

    [Fact]
    public void OfRandomLogitsTheNucleusIsLargeEnoughAndNotTooLarge()
    {
        var random = new SeededRandom(33);
        for (var trial = 0; trial < 200; trial++)
        {
            var logits = Enumerable.Range(0, 50).Select(_ => (float)(10 * random.NextDouble())).ToArray();
            var all = TokenSampler.Probabilities(logits, new SamplingOptions());
            var options = new SamplingOptions { TopP = 0.01 + (0.98 * random.NextDouble()) };
            var kept = TokenSampler.Probabilities(logits, options);
            var mass = all.Where((_, token) => kept[token] > 0).Sum();
            var least = all.Where((_, token) => kept[token] > 0).Min();
            Assert.True(mass >= options.TopP - 1e-12 && mass - least < options.TopP);
            Assert.True(all.Where((_, token) => kept[token] == 0).DefaultIfEmpty(0).Max() <= least);
            Assert.Equal(1, kept.Sum(), 1e-12);
        }
    }

    [Fact]
    public void TemperatureZeroIsTheLikeliestToken()
    {
        AssertProbabilities([0, 1, 0, 0, 0], SamplingOptions.Greedy);
        Assert.Equal(0, SamplingOptions.Greedy.Temperature);
        Assert.Equal(2, TokenSampler.Sample([1, 3, 4, 4], new SamplingOptions { Temperature = 0 }, new SeededRandom(1))); // the first of equals
    }

    [Fact]
    public void AVerySmallTemperatureIsGreedyAndNoError() =>
        AssertProbabilities([0, 1, 0, 0, 0], new SamplingOptions { Temperature = 1e-300 });

    [Fact]
    public void AMaskedTokenIsNeverDrawn()
    {
        float[] logits = [float.NegativeInfinity, 0, 0];
        AssertProbabilities([0, 0.5, 0.5], new SamplingOptions(), logits);
    }

    [Theory]
    [InlineData(1.0, null, null)]
    [InlineData(0.7, null, null)]
    [InlineData(1.5, 4, null)]
    [InlineData(1.0, null, 0.8)]
    public void DrawsFollowTheProbabilities(double temperature, int? topK, double? topP)
    {
        const int Draws = 20_000;
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP };
        var expected = TokenSampler.Probabilities(Logits, options);
        var counts = new int[Logits.Length];
        var random = new SeededRandom(34);
        for (var draw = 0; draw < Draws; draw++)
        {
            counts[TokenSampler.Sample(Logits, options, random)]++;
        }

        var chiSquare = expected.Zip(counts).Where(pair => pair.First > 0).Sum(pair => Math.Pow(pair.Second - (Draws * pair.First), 2) / (Draws * pair.First));
        Assert.InRange(chiSquare, 0, 30); // at most 4 degrees of freedom: by chance above 30 in one of 200,000 seeds
        Assert.All(expected.Zip(counts).Where(pair => pair.First == 0), pair => Assert.Equal(0, pair.Second));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void LogitsThatAreNoNumbersAreRefused(float broken)
    {
        var expected = "The model's logits are no numbers (NaN or infinite), as after a training that has diverged; train it anew with a smaller learning rate.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => TokenSampler.Probabilities([1, broken, 2], new SamplingOptions())).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => TokenSampler.Probabilities([1, broken, 2], SamplingOptions.Greedy)).Message);
    }

    private static void AssertProbabilities(double[] expected, SamplingOptions options, float[]? logits = null)
    {
        var actual = TokenSampler.Probabilities(logits ?? Logits, options);
        Assert.Equal(1, actual.Sum(), 1e-12);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static double[] Normalised(params double[] weights) => [.. weights.Select(weight => weight / weights.Sum())];

    private static double[] Normalised(double a, double b, double c, double d, double e, double power) =>
        Normalised([.. new[] { a, b, c, d, e }.Select(weight => Math.Pow(weight, power))]);
}
