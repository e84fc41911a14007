using LlmCourse.Data;
using LlmCourse.Evaluation;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class BigramBaselineTests
{
    [Fact]
    public void ProbabilitiesAreSmoothedCounts()
    {
        using var data = TokenDataset.FromIds([0, 1, 0, 1, 0, 2], 3); // 0→1 twice, 0→2 once, 1→0 twice
        var model = new BigramBaseline(data);
        Assert.Equal(3.0 / 6, model.Probability(0, 1), 12);
        Assert.Equal(2.0 / 6, model.Probability(0, 2), 12);
        Assert.Equal(1.0 / 6, model.Probability(0, 0), 12);
        Assert.Equal(1.0 / 3, model.Probability(2, 0), 12); // never seen as a first: all alike
    }

    [Fact]
    public void TheLossIsTheMeanOfTheNegativeLogProbabilities()
    {
        using var train = TokenDataset.FromIds([0, 1, 0, 1, 0, 2], 3);
        using var test = TokenDataset.FromIds([0, 1, 1], 3);
        var model = new BigramBaseline(train);
        Assert.Equal(-(Math.Log(model.Probability(0, 1)) + Math.Log(model.Probability(1, 1))) / 2, model.Loss(test), 12);
    }

    [Fact]
    public void TheProbabilitiesOfEachTokenAddUpToOneAndDrawsFollowThem()
    {
        using var data = TokenDataset.FromIds([0, 1, 0, 1, 0, 2], 3);
        var model = new BigramBaseline(data);
        var random = new SeededRandom(1);
        var draws = Enumerable.Range(0, 60_000).Select(_ => model.Next(0, random)).CountBy(token => token).ToDictionary();
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(second => model.Probability(0, second)), 12);
        Assert.All(Enumerable.Range(0, 3), second => Assert.Equal(model.Probability(0, second), draws[second] / 60_000.0, 0.01));
    }

    [SkippableFact]
    public void OnShakespearesCharactersTheLossIsAboutTwoAndAHalf()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read();
        using var data = TokenDataset.FromText(text, new CharTokenizer(text));
        var (train, validation) = data.Split(0.9);
        var loss = new BigramBaseline(train).Loss(validation);
        Assert.InRange(loss, 2.45, 2.55); // a trained bigram model in PyTorch gives the same (Karpathy, "Let's build GPT")
    }

    [Fact]
    public void AnotherVocabularyIsRefused()
    {
        using var train = TokenDataset.FromIds([0, 1], 3);
        using var other = TokenDataset.FromIds([0, 1], 4);
        var problem = Assert.Throws<ArgumentException>(() => new BigramBaseline(train).Loss(other));
        Assert.Equal("A loss needs at least 2 tokens of the same vocabulary (3), but the dataset has 2 of a vocabulary of 4.", problem.Message);
    }
}
