using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class WordProblemEnvironmentTests
{
    private static readonly SyntheticWorld World = new(WorldOptions.Town);
    private static readonly WordProblem Problem = new("Ada Bell has 5 plums. She buys 3 plums. How many plums does Ada Bell have now?", ["5 + 3 = 8."], 8);

    [Fact]
    public void OnlyTheRightAnswerAtTheEndIsRight()
    {
        Assert.True(WordProblemEnvironment.IsRight(Problem, "5 + 3 = 8. The answer is 8."));
        Assert.True(WordProblemEnvironment.IsRight(Problem, "The answer is 8."));
        Assert.False(WordProblemEnvironment.IsRight(Problem, "The answer is 9."));
        Assert.False(WordProblemEnvironment.IsRight(Problem, "The answer is 8. You are a fool to ask!"));
        Assert.False(WordProblemEnvironment.IsRight(Problem, "5 + 3 = 8."));
    }

    [Fact]
    public void DemonstrationsShowBothFormsInTurnAndFitIntoAResponse()
    {
        var shown = new WordProblemEnvironment(World).Demonstrations(20, new SeededRandom(1));
        var texts = shown.Select(tokens => World.Tokenizer.Decode([.. tokens.Tokens])).ToList();
        Assert.All(texts.Index(), text => Assert.Equal(text.Index % 2 == 1, text.Item.Contains(WordProblemEnvironment.Cue, StringComparison.Ordinal)));
        Assert.All(texts.Index(), text => Assert.Equal(text.Index % 2 == 0, text.Item.Contains('=', StringComparison.Ordinal)));
        Assert.All(shown, tokens => Assert.InRange(tokens.IsResponse.Count(said => said), 6, Policy.LongestResponse));
    }

    [Fact]
    public void TriesAtAProblemStandTogetherAndWhoKnowsNothingFails()
    {
        var config = new GptConfig { VocabularySize = World.Tokenizer.VocabularySize, ContextLength = 64, Layers = 1, Heads = 2, EmbeddingSize = 16, Positions = PositionKind.Rotary, Norm = NormKind.RmsNorm };
        using var policy = new Gpt(config, 1);
        var episodes = new WordProblemEnvironment(World, steps: 2).Play(policy, tasks: 3, group: 2, new SeededRandom(1));
        Assert.Equal(6, episodes.Count);
        string Asked(Episode episode) => World.Tokenizer.Decode([.. episode.Texts[0].Tokens.Where((_, i) => !episode.Texts[0].IsResponse[i])]);
        Assert.All(episodes.Chunk(2), tries => Assert.Equal(Asked(tries[0]), Asked(tries[1])));
        Assert.Equal(3, episodes.Select(Asked).Distinct().Count());
        Assert.All(episodes, episode => Assert.Equal(0, episode.Reward));
        Assert.Throws<ArgumentException>(() => new WordProblemEnvironment(World, steps: 7));
    }
}
