using LlmCourse.Alignment;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Alignment;

public class SelfTrainingTests
{
    private static readonly GptConfig Config = new() { VocabularySize = 8, ContextLength = 8, Layers = 1, Heads = 2, EmbeddingSize = 16, Positions = PositionKind.Learned, Norm = NormKind.RmsNorm };

    /// <summary>The same two episodes of every task: two texts that are worth 1, and one that is worth nothing.</summary>
    private sealed class TwoTexts : IEnvironment
    {
        public IReadOnlyList<Episode> Play(Gpt policy, int tasks, int group, SeededRandom random) =>
            [.. Enumerable.Range(0, tasks).SelectMany(_ => new Episode[] { new([Text(1, 2), Text(3, 4)], 1), new([Text(1, 5)], 0) })];
    }

    private static ChatTokens Text(int asked, int said) => new([asked, said], [false, true]);

    [Fact]
    public void OnlyWhatWasRightIsALessonAndEachEpisodeOnce()
    {
        Episode won = new([Text(1, 2), Text(3, 4)], 1), again = new([Text(1, 2), Text(3, 4)], 1), other = new([Text(1, 2), Text(3, 5)], 1), lost = new([Text(1, 6)], 0);
        var lessons = SelfTraining.Lessons([won, lost, again, other]);
        Assert.Equal([(1, 2), (3, 4), (1, 2), (3, 5)], lessons.Select(text => (text.Tokens[0], text.Tokens[1])));
        Assert.Equal(5, SelfTraining.Lessons([won, lost, again, other], least: 0).Count);
        Assert.Empty(SelfTraining.Lessons([lost]));
    }

    [Fact]
    public void GrpoRewardsAllTextsOfAnEpisode()
    {
        var (policy, reference) = (new Gpt(Config, 1), new Gpt(Config, 1));
        double Chance(int asked, int said) => policy.call(tensor(new long[,] { { asked } })).softmax(-1)[0, 0, said].item<float>();
        var before = (Chance(1, 2), Chance(3, 4), Chance(1, 5));
        using var trainer = new GrpoTrainer(policy, reference, new TwoTexts(), new PolicyOptions { Steps = 5, BatchSize = 8, GroupSize = 2, LearningRate = 1e-2, KLCoefficient = 0.01 });
        var steps = trainer.Run().ToList();
        Assert.True(Chance(1, 2) > before.Item1 && Chance(3, 4) > before.Item2 && Chance(1, 5) < before.Item3);
        Assert.All(steps, step => Assert.Equal((0.5, 8, 0), (step.Proxy, step.Episodes.Count, step.Responses.Count)));
        Assert.Throws<ArgumentException>(() => new GrpoTrainer(policy, reference, new TwoTexts(), trainer.Options with { GroupSize = 1 }));
    }

    [Fact]
    public void ARowHasTheValueOfItsEpisode()
    {
        using var scope = NewDisposeScope();
        var policy = new Gpt(Config, 1);
        using var rollout = Rollout.Collect(policy, policy, new TwoTexts(), 4, 2, new SeededRandom(1));
        Assert.Equal([1, 1, 2, 3, 3, 4], rollout.Spread([1, 2, 3, 4]).data<float>().ToArray());
        Assert.Equal([6, 1], rollout.Batch.Inputs.shape);
        Assert.Equal(0, rollout.KL, 1e-6);
    }
}
