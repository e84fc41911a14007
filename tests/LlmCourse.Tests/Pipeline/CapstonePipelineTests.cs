using LlmCourse.Model;
using LlmCourse.Pipeline;
using Xunit;

namespace LlmCourse.Tests.Pipeline;

/// <summary>One config, one model: broken off or not. What is finished is not done again.</summary>
public class CapstonePipelineTests
{
    private static readonly PipelineConfig Tiny = PipelineConfig.Smoke with { Model = PipelineConfig.Smoke.Model with { Layers = 1, EmbeddingSize = 16, Heads = 2 }, Reasoning = PipelineConfig.Smoke.Reasoning with { Rounds = 1 } };

    [Fact]
    public void ARunThatIsBrokenOffAndResumedGivesTheSameModelBitForBit()
    {
        using var folder = new TemporaryFolder();
        var unbroken = new CapstonePipeline(Tiny, folder["one"]);
        var steps = unbroken.Run().ToList();
        Assert.Equal(CapstonePipeline.Stages.Sum(unbroken.StepsOf), steps.Count);
        Assert.All(steps, step => Assert.True(double.IsFinite(step.Value) && step.Step <= step.Steps && step.Passes > 0));

        var broken = new CapstonePipeline(Tiny, folder["two"]);
        Assert.Equal(9, broken.Run().Take(9).Count()); // in the middle of the third stage, or at its end
        Assert.False(broken.IsFinished(PipelineStage.Reinforcement));
        var resumed = new CapstonePipeline(Tiny, folder["two"]);
        Assert.True(resumed.IsFinished(PipelineStage.FineTuning));
        Assert.DoesNotContain(resumed.Run().ToList(), step => step.Stage < PipelineStage.Preferences);
        foreach (var stage in CapstonePipeline.Stages.Where(stage => stage != PipelineStage.Preferences))
        {
            using var one = unbroken.Open(stage);
            using var two = resumed.Open(stage);
            Assert.Equal(Weights(one), Weights(two));
        }

        Assert.Equal(unbroken.Record(PipelineStage.Preferences).WeightsHash, resumed.Record(PipelineStage.Preferences).WeightsHash);
        Assert.Empty(resumed.Run());
    }

    [Fact]
    public void AChangeInALaterStageTrainsThatStageAlone()
    {
        using var folder = new TemporaryFolder();
        Assert.NotEmpty(new CapstonePipeline(Tiny, folder.Path).Run().ToList());
        var other = new CapstonePipeline(Tiny with { Reasoning = Tiny.Reasoning with { StoryReplay = 0, RequestReplay = 0, Rounds = 0 } }, folder.Path);
        Assert.All(other.Run(), step => Assert.Equal(PipelineStage.Reasoning, step.Stage));
        Assert.Equal(3, other.StepsOf(PipelineStage.Reasoning));
    }

    [Fact]
    public void ARunCanBeCancelledAndAStageNeedsThoseBeforeIt()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var pipeline = new CapstonePipeline(Tiny, folder.Path);
        Assert.Throws<InvalidOperationException>(() => pipeline.Run(PipelineStage.FineTuning).ToList());
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var step in pipeline.Run(stop.Token))
            {
                Assert.Equal(1, step.Step);
                stop.Cancel();
            }
        });
        Assert.False(pipeline.IsFinished(PipelineStage.Pretraining));
        Assert.Throws<InvalidOperationException>(() => pipeline.Open(PipelineStage.Pretraining));
        Assert.Throws<ArgumentException>(() => pipeline.Open(PipelineStage.Preferences));
    }

    [Fact]
    public void WeightsThatWereChangedAreNotTakenForTheStages()
    {
        using var folder = new TemporaryFolder();
        var pipeline = new CapstonePipeline(Tiny, folder.Path);
        Assert.Equal(3, pipeline.Run(PipelineStage.Pretraining).Count());
        File.AppendAllText(Directory.GetFiles(folder.Path, "model.safetensors", SearchOption.AllDirectories).Single(), "x");
        Assert.Contains("delete the folder", Assert.Throws<InvalidDataException>(() => pipeline.Open(PipelineStage.Pretraining)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelOfAnotherVocabularyIsRefused() =>
        Assert.Throws<ArgumentException>(() => new CapstonePipeline(Tiny with { Model = Tiny.Model with { VocabularySize = 100 } }));

    [Fact]
    public void TheExamAsksEveryModelThatKnowsTheTown()
    {
        using var folder = new TemporaryFolder();
        var pipeline = new CapstonePipeline(Tiny, folder.Path);
        Assert.NotEmpty(pipeline.Run().ToList());
        using var exam = new CapstoneExam(pipeline, 8);
        using var tuned = pipeline.Open(PipelineStage.FineTuning);
        var score = exam.Measure("tuned", tuned);
        Assert.Equal(8, score.Golds.Count);
        Assert.Equal(0, score.KL.Value, 1e-6);
        Assert.Equal(score.Golds, exam.Measure("again", tuned).Golds);
        Assert.True(score.StoryLoss.Value > exam.StoryEntropy);
        Assert.Equal(0, score.GoldGain(score));

        using var clerk = new Gpt(Tiny.Model with { ContextLength = 48 });
        Assert.True(double.IsNaN(exam.Measure("clerk", clerk).WithSteps.Value)); // cannot read a whole problem
        using var stranger = new Gpt(Tiny.Model with { VocabularySize = 50 });
        Assert.Throws<ArgumentException>(() => exam.Measure("stranger", stranger));
        Assert.Throws<ArgumentException>(() => new CapstoneExam(pipeline, 3));
    }

    private static float[] Weights(Gpt model) => [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
}
