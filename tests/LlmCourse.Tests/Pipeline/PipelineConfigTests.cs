using LlmCourse.Pipeline;
using Xunit;

namespace LlmCourse.Tests.Pipeline;

public class PipelineConfigTests
{
    public static TheoryData<string> Presets => [nameof(PipelineConfig.Smoke), nameof(PipelineConfig.Quick), nameof(PipelineConfig.Full)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void APresetComesBackFromItsJson(string preset)
    {
        var config = (PipelineConfig)typeof(PipelineConfig).GetProperty(preset)!.GetValue(null)!;
        config.Validate();
        var back = PipelineConfig.FromJson(config.ToJson());
        Assert.Equal(config, back);
        Assert.Equal(config.ToJson(), back.ToJson());
    }

    [Theory]
    [InlineData("\"seed\": 42", "\"sead\": 42", "sead", "seed")]
    [InlineData("\"layers\"", "\"layer\"", "layer", "layers")]
    [InlineData("\"replay\"", "\"replays\"", "replays", "replay")]
    [InlineData("\"warmup_steps\"", "\"warm_steps\"", "warm_steps", "pretraining.training")]
    [InlineData("\"batch_size\"", "\"seed\"", "seed", "pretraining.training")]
    public void AnUnknownKeyIsAnErrorThatNamesIt(string known, string unknown, string named, string also)
    {
        var json = PipelineConfig.Quick.ToJson();
        var place = json.IndexOf(known, StringComparison.Ordinal);
        var wrong = json[..place] + unknown + json[(place + known.Length)..];
        var problem = Assert.Throws<ArgumentException>(() => PipelineConfig.FromJson(wrong));
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.Contains(also, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{ \"seed\": 1 }")]
    public void WhatIsNoConfigIsRefused(string json) => Assert.Throws<ArgumentException>(() => PipelineConfig.FromJson(json));

    [Fact]
    public void AStageFollowsFromTheConfigUpToItAndFromNothingElse()
    {
        var plain = PipelineConfig.Smoke;
        string[] Hashes(PipelineConfig config) => [.. CapstonePipeline.Stages.Select(config.HashUpTo)];
        int Same(PipelineConfig other) => Hashes(plain).Zip(Hashes(other)).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Equal(5, Hashes(plain).Distinct().Count());
        Assert.Equal(5, Same(plain with { }));
        Assert.Equal(4, Same(plain with { Reasoning = plain.Reasoning with { StoryReplay = 0 } }));
        Assert.Equal(3, Same(plain with { Reinforcement = plain.Reinforcement with { KLTarget = 1 } }));
        Assert.Equal(2, Same(plain with { Preferences = plain.Preferences with { Requests = 13 } }));
        Assert.Equal(1, Same(plain with { FineTuning = plain.FineTuning with { Replay = 0 } }));
        Assert.Equal(0, Same(plain with { Seed = 43 }));
        Assert.Equal(0, Same(plain with { Model = plain.Model with { Layers = 1 } }));
    }

    [Fact]
    public void NumbersThatMakeNoSenseAreNamed()
    {
        var plain = PipelineConfig.Smoke;
        PipelineConfig[] wrong =
        [
            plain with { Seed = -1 },
            plain with { Model = plain.Model with { TokenShift = 0.5 } },
            plain with { Pretraining = plain.Pretraining with { Visitors = 0.8, Problems = 0.2 } },
            plain with { FineTuning = plain.FineTuning with { Replay = 1 } },
            plain with { FineTuning = plain.FineTuning with { Training = plain.FineTuning.Training with { SequenceLength = 1000 } } },
            plain with { Preferences = plain.Preferences with { Answers = 1 } },
            plain with { Reinforcement = plain.Reinforcement with { Steps = 0 } },
            plain with { Reasoning = plain.Reasoning with { ProblemSteps = 6 } },
            plain with { Reasoning = plain.Reasoning with { RequestReplay = 0.5, StoryReplay = 0.5 } },
        ];
        Assert.All(wrong, config => Assert.Throws<ArgumentException>(config.Validate));
        Assert.Contains("TokenShift (0.5)", Assert.Throws<ArgumentException>(wrong[1].Validate).Message, StringComparison.Ordinal);
    }
}
