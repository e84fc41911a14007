using LlmCourse.Alignment;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class GameOf24EnvironmentTests
{
    private static readonly GameOf24 Deal = GameOf24.Of(4, 9, 10, 13);
    private static readonly string[] Solution = ["13 - 9 = 4 left 4 4 10.", "10 - 4 = 6 left 4 6.", "4 * 6 = 24 left 24."];

    private static Gpt NewPolicy(int seed = 1) => new(
        new GptConfig { VocabularySize = GameOf24Texts.Tokenizer.VocabularySize, ContextLength = GameOf24Steps.Length + 1, Layers = 1, Heads = 2, EmbeddingSize = 32, Positions = PositionKind.Learned, Norm = NormKind.RmsNorm }, seed);

    /// <summary>The solution as somebody would have played it, each move after the numbers that were left.</summary>
    private static ChatTokens[] Lesson()
    {
        var (state, texts) = (Deal, new List<ChatTokens>());
        foreach (var move in Solution)
        {
            var (asked, said) = (GameOf24Texts.Tokenizer.Encode(GameOf24Texts.AskForStep(state)), GameOf24Texts.Tokenizer.Encode(move));
            texts.Add(new ChatTokens([.. asked, .. said], [.. asked.Select(_ => false), .. said.Select(_ => true)]));
            state = GameOf24Texts.Read(state, move)!;
        }

        return [.. texts];
    }

    [Fact]
    public void WhoHasLearntASolutionWinsAndItsTextsAreTheLesson()
    {
        var policy = NewPolicy();
        using (var trainer = new Trainer(policy, new InstructionBatches(Lesson(), 3, GameOf24Steps.Length), null, new TrainingOptions { Steps = 60, BatchSize = 3, SequenceLength = GameOf24Steps.Length, LearningRate = 1e-2, WarmupSteps = 5, WeightDecay = 0 }))
        {
            Assert.All(trainer.Run(), step => Assert.True(double.IsFinite(step.Loss)));
        }

        var game = GameOf24Environment.Play(policy, [Deal], new SeededRandom(1), temperature: 0).Single();
        Assert.Equal((true, 1.0), (game.IsWon, game.Reward));
        Assert.Equal(Solution, game.Moves);
        Assert.Equal(Lesson().SelectMany(text => text.Tokens), game.Texts.SelectMany(text => text.Tokens));
        Assert.Equal(Lesson().SelectMany(text => text.IsResponse), game.Texts.SelectMany(text => text.IsResponse));
    }

    [Fact]
    public void AnIllegalMoveEndsAGame()
    {
        var games = GameOf24Environment.Play(NewPolicy(), [.. Enumerable.Repeat(Deal, 20)], new SeededRandom(2)); // knows nothing yet
        Assert.All(games, game => Assert.Equal((1, 1, 0.0), (game.Moves.Count, game.Texts.Count, game.Reward)));
    }

    [Fact]
    public void TheGamesOfATaskStandTogether()
    {
        var environment = new GameOf24Environment(GameOf24.Deals(20, seed: 3, isTest: false));
        var games = environment.Play(NewPolicy(), tasks: 4, group: 3, new SeededRandom(3)).Cast<GameEpisode>().ToList();
        Assert.Equal(12, games.Count);
        Assert.All(games.Chunk(3), group => Assert.Single(group.Select(game => game.Deal).Distinct()));
        Assert.True(games.Select(game => game.Deal).Distinct().Count() > 1);
        Assert.Throws<ArgumentException>(() => new GameOf24Environment([]));
    }
}
