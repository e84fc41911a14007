using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tests.Training;
using LlmCourse.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

/// <summary>The same models, trainings and samples on a GPU as on the processor; only where the CUDA build of libtorch finds one.</summary>
[Collection(nameof(TrainerTests))]
public class CudaTests
{
    private const string Reason = "No GPU that libtorch can use: build with -p:CourseCuda=true on a machine that has one.";

    public static TheoryData<LanguageModelConfig> Models => new(
        [.. Enumerable.Select<object[], LanguageModelConfig>(TestModels.Variants, row => (LanguageModelConfig)row[0]), TestModels.Lstm, TestModels.Lstm with { Cell = RecurrentCell.Rnn }]);

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void LogitsAndGradientsAreThoseOfTheProcessor(LanguageModelConfig config)
    {
        Skip.IfNot(cuda.is_available(), Reason);
        using var scope = NewDisposeScope();
        using var here = Copy(config, CPU);
        using var there = Copy(config, CUDA);
        var tokens = TestModels.RandomTokens(config, 3, 12);
        var targets = TestModels.RandomTokens(config, 3, 12, seed: 8);
        RequireClose(here.call(tokens), there.call(tokens.cuda()), "logits");
        here.Loss(tokens, targets).backward();
        there.Loss(tokens.cuda(), targets.cuda()).backward();
        foreach (var ((name, a), (_, b)) in here.named_parameters().Zip(there.named_parameters()))
        {
            RequireClose(a.grad!, b.grad!, name);
        }
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(0.02)]
    public void TrainingFollowsThatOfTheProcessor(double? muonLearningRate)
    {
        Skip.IfNot(cuda.is_available(), Reason);
        var here = Losses(CPU, muonLearningRate, null);
        var there = Losses(CUDA, muonLearningRate, null);
        Assert.All(here.Zip(there), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
    }

    [SkippableFact]
    public void AnInterruptedTrainingGoesOnAsIfNothingHadHappened()
    {
        Skip.IfNot(cuda.is_available(), Reason);
        using var folder = new TemporaryFolder();
        var unbroken = Losses(CUDA, 0.02, null, dropout: 0.2);
        var first = Losses(CUDA, 0.02, folder["broken.safetensors"], dropout: 0.2, until: 11);
        var second = Losses(CUDA, 0.02, folder["broken.safetensors"], dropout: 0.2);
        Assert.Equal((11, 19), (first.Length, second.Length));
        Assert.All(unbroken.Zip(first.Concat(second)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [SkippableFact]
    public void AMixtureOfExpertsRoutesAlike()
    {
        Skip.IfNot(cuda.is_available(), Reason);
        using var scope = NewDisposeScope();
        var config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2, Size = 16 } };
        using var here = Copy(config, CPU);
        using var there = Copy(config, CUDA);
        var tokens = TestModels.RandomTokens(config, 3, 12);
        RequireClose(here.call(tokens), there.call(tokens.cuda()), "logits");
    }

    [SkippableFact]
    public void TheLikeliestTextIsTheSameWithAndWithoutCache()
    {
        Skip.IfNot(cuda.is_available(), Reason);
        var config = TestModels.Modern;
        using var here = (Gpt)Copy(config, CPU);
        using var there = (Gpt)Copy(config, CUDA);
        IReadOnlyList<int>[] prompts = [[1, 2, 3], [4], [5, 6]];
        Assert.Equal(
            ParallelSampler.Sample(here, prompts, end: 0, maxTokens: 8, new SeededRandom(1), temperature: 0),
            ParallelSampler.Sample(there, prompts, end: 0, maxTokens: 8, new SeededRandom(1), temperature: 0));
    }

    [SkippableFact]
    public void WhatWasTrainedThereIsReadHere()
    {
        Skip.IfNot(cuda.is_available(), Reason);
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var there = (Gpt)Copy(TestModels.Modern with { QueryKeyNorm = false }, CUDA);
        there.SavePretrained(folder.Path);
        using var here = Gpt.FromPretrained(folder.Path);
        var tokens = TestModels.RandomTokens(there.Config, 2, 12);
        RequireClose(here.call(tokens), there.call(tokens.cuda()), "logits");
    }

    private static LanguageModel Copy(LanguageModelConfig config, Device device) => config.CreateModel(5).to(device);

    private static double[] Losses(Device device, double? muonLearningRate, string? checkpoint, double dropout = 0, int until = int.MaxValue)
    {
        using var data = TrainerTests.Data(2000);
        using var model = new Gpt(TestModels.Modern with { Dropout = dropout }, 5).to(device);
        var options = new TrainingOptions { Steps = 30, BatchSize = 4, WarmupSteps = 5, LearningRate = 3e-3, MuonLearningRate = muonLearningRate, EvaluateEvery = 10, CheckpointPath = checkpoint, CheckpointEvery = 1 };
        using var trainer = new Trainer(model, data, data.Slice(0, 200), options);
        if (checkpoint is not null && File.Exists(checkpoint))
        {
            trainer.Resume(checkpoint);
        }

        return [.. trainer.Run().Take(until).Select(step => step.Loss)];
    }

    private static void RequireClose(Tensor here, Tensor there, string what)
    {
        using var scope = NewDisposeScope();
        var difference = (here - there.cpu()).abs().max().item<float>();
        Assert.True(difference <= 1e-4 * Math.Max(1, here.abs().max().item<float>()), $"The {what} differ by {difference}.");
    }
}
