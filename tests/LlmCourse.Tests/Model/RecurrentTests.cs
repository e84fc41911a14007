using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Tests.Training;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

[Collection(nameof(TrainerTests))]
public class RecurrentTests
{
    public static TheoryData<RecurrentConfig> Variants => new(
        TestModels.Lstm,
        TestModels.Lstm with { Cell = RecurrentCell.Rnn },
        TestModels.Lstm with { TiedHead = false, Layers = 1 });

    [Fact]
    public void TheLstmLayerEqualsLibtorchsFromTheSameWeights()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var ours = new LstmLayer(8);
        using var reference = nn.LSTM(8, 8, batchFirst: true);
        CopyGates(reference, ours, [0, 1, 3, 2]); // libtorch's come as take in, forget, candidate, show
        var x = randn(3, 11, 8);
        var (expected, _, _) = reference.call(x);
        Assert.True(ours.call(x).allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void TheRnnLayerEqualsLibtorchsFromTheSameWeights()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var ours = new RnnLayer(8);
        using var reference = nn.RNN(8, 8, batchFirst: true);
        CopyGates(reference, ours, [0]);
        var x = randn(3, 11, 8);
        var (expected, _) = reference.call(x);
        Assert.True(ours.call(x).allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void LaterTokensCannotInfluenceEarlierOnes(RecurrentConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new RecurrentLanguageModel(config);
        var tokens = TestModels.RandomTokens(config, 2, 10);
        var before = model.call(tokens);
        var other = tokens.clone();
        other[.., 6] = (other[.., 6] + 1) % config.VocabularySize;
        var after = model.call(other);
        Assert.True(before[.., ..6].equal(after[.., ..6]).all().item<bool>());
        Assert.False(before[.., 9].equal(after[.., 9]).all().item<bool>(), "Token 6 left no trace at position 9.");
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void TheParameterCountFollowsFromTheConfig(RecurrentConfig config)
    {
        using var model = config.CreateModel();
        Assert.Equal(model.parameters().Sum(p => p.numel()), config.ParameterCount);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void GradientsReachEveryParameter(RecurrentConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = config.CreateModel();
        model.Loss(TestModels.RandomTokens(config, 4, 12), TestModels.RandomTokens(config, 4, 12, seed: 8)).backward();
        Assert.All(model.named_parameters(), p => Assert.True(p.parameter.grad?.abs().sum().item<float>() > 0, p.name));
    }

    [Fact]
    public void AConfigOfEitherKindSurvivesJson() => Assert.All<LanguageModelConfig>(
        [TestModels.Lstm, TestModels.Modern],
        config => Assert.Equal(config, LanguageModelConfig.FromJson(config.ToJson())));

    [Fact]
    public void ARecurrentModelTrainsAndGoesOnFromItsCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var oneLayer = TestModels.Lstm with { Layers = 1 };
        using var data = TokenDataset.FromIds([.. Enumerable.Range(0, 400).Select(i => i * i % 17)], 17);
        var options = new TrainingOptions { Steps = 120, BatchSize = 4, LearningRate = 3e-2, WarmupSteps = 1, CheckpointEvery = 10, CheckpointPath = folder["lstm.safetensors"] };
        double[] Train(TrainingOptions options, int steps)
        {
            using var trainer = Trainer.StartOrResume(oneLayer, data, null, options);
            using var model = trainer.Model;
            return [.. trainer.Run().Take(steps).Select(step => step.Loss)];
        }

        var whole = Train(options with { CheckpointPath = null }, 120);
        Assert.True(whole[^1] < 0.7 * whole[0], $"The loss went from {whole[0]} to {whole[^1]} only.");
        double[] inTwoParts = [.. Train(options, 20), .. Train(options, 120)];
        Assert.Equal(whole, inTwoParts);
        using var loaded = Checkpoint.LoadModel(options.CheckpointPath!);
        Assert.Equal(oneLayer, loaded.Config);
    }

    /// <summary>Gives our layer the gates of libtorch's, in our order; libtorch has two biases for our one.</summary>
    private static void CopyGates(nn.Module reference, nn.Module ours, int[] order)
    {
        Tensor Ordered(string name) => cat([.. order.Select(i => reference.get_parameter(name)!.chunk(order.Length, 0)[i])]);
        ours.get_parameter("input.weight")!.copy_(Ordered("weight_ih_l0"));
        ours.get_parameter("recurrent.weight")!.copy_(Ordered("weight_hh_l0"));
        ours.get_parameter("input.bias")!.copy_(Ordered("bias_ih_l0") + Ordered("bias_hh_l0"));
    }
}
