using LlmCourse.Interpretation;
using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Interpretation;

public class InductionScoreTests
{
    private static readonly GptConfig Config = TestModels.Tiny with { FeedForwardSize = 0, TiedHead = false };

    [Fact]
    public void ThePrefixScoreIsTheWeightOnWhatFollowedTheTokenBefore()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var tokens = tensor(new long[] { 3, 5, 8, 3, 5, 3 }).unsqueeze(0);
        var maps = AttentionMap.Of(model, tokens[0]);
        var scores = InductionScore.PrefixMatchingOf(model, tokens);
        foreach (var (map, score) in maps.Zip(scores))
        {
            // 3 at position 3 came at 0, 5 at position 4 came at 1, 3 at position 5 came at 0 and 3: what followed stands at 1, 2, and 1 and 4.
            var expected = (map.Weights[3][1] + map.Weights[4][2] + map.Weights[5][1] + map.Weights[5][4]) / 3;
            Assert.Equal(expected, score, 1e-5);
        }
    }

    [Fact]
    public void AHeadThatWritesWhatItReadsCopiesAndItsOppositeDoesTheContrary()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config with { VocabularySize = 8, Heads = 2 });
        using var noGradients = no_grad();
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        parameters["tokenEmbedding.weight"].copy_(eye(8, 16));            // each token its own channel
        parameters["head.weight"].copy_(eye(8, 16));
        parameters["blocks.1.attention.queryKeyValue.weight"][32..40].copy_(eye(8, 16));
        parameters["blocks.1.attention.output.weight"][.., ..8] = eye(16, 8);
        Assert.Equal(1, InductionScore.CopyingOf(model, new AttentionHead(1, 0)), 1e-6);
        parameters["blocks.1.attention.output.weight"][.., ..8] = -eye(16, 8);
        Assert.Equal(-1, InductionScore.CopyingOf(model, new AttentionHead(1, 0)), 1e-6);
    }

    [Fact]
    public void SequencesWithoutARepetitionAreRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        Assert.Throws<ArgumentException>(() => InductionScore.PrefixMatchingOf(model, arange(9).unsqueeze(0)));
    }

    [Fact]
    public void HeadsAreNamedFromOne() => Assert.Equal("2.1", new AttentionHead(1, 0).ToString());
}
