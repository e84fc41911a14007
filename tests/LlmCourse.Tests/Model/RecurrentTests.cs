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
    public void TheFastLstmEqualsTheOneThatWalksStepByStep()
    {
        using var layer = new LstmLayer(8);
        RequireEqual(layer, layer.Walk);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(2, 40)]
    public void SmallBatchesAndOddWidthsEqualTheWalkToo(int batch, int size)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var layer = new LstmLayer(size);
        var x = randn(batch, 20, size);
        Assert.True(layer.call(x).allclose(layer.Walk(x), 1e-4, 1e-5), "libtorch's LSTM differs from the paper's.");
    }

    [Fact]
    public void TheFastRnnEqualsTheOneThatWalksStepByStep()
    {
        using var layer = new RnnLayer(8);
        RequireEqual(layer, layer.Walk);
    }

    [Fact]
    public void AnOpenForgetGateCarriesTheMemoryThroughAnyNumberOfSteps()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var layer = new LstmLayer(1);
        foreach (var parameter in layer.parameters())
        {
            parameter.zero_();
        }

        var bias = layer.get_parameter("fused.bias_ih_l0")!;      // take in, forget, candidate, show
        bias.copy_(tensor(new float[] { -30, 30, 0, 30 }));       // takes in what the input opens it for, forgets nothing, shows all
        layer.get_parameter("fused.weight_ih_l0")!.copy_(tensor(new float[,] { { 60 }, { 0 }, { 5 }, { 0 } }));
        var states = layer.call(cat([ones(1, 1, 1), zeros(1, 500, 1)], 1));
        Assert.Equal(Math.Tanh(Math.Tanh(5)), states[0, 500, 0].item<float>(), 1e-4);
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
    public void AModelAsLargeAsAnotherIsTheWidestThatIsNoLarger()
    {
        var config = TestModels.Lstm.AsLargeAs(TestModels.Tiny);
        Assert.True(config.ParameterCount <= TestModels.Tiny.ParameterCount);
        Assert.True((config with { EmbeddingSize = config.EmbeddingSize + 1 }).ParameterCount > TestModels.Tiny.ParameterCount);
        Assert.Throws<ArgumentException>(() => (TestModels.Lstm with { VocabularySize = 100_000 }).AsLargeAs(TestModels.Tiny));
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
        Assert.Equal(oneLayer, loaded.Configuration);
    }

    private static void RequireEqual(nn.Module<Tensor, Tensor> layer, Func<Tensor, Tensor> walk)
    {
        using var scope = NewDisposeScope();
        var x = randn([3, 11, 8], generator: new Generator(5));
        Assert.True(layer.call(x).allclose(walk(x), rtol: 1e-5, atol: 1e-6));
        Tensor[] Gradients(Tensor states)
        {
            layer.zero_grad();
            states.square().sum().backward();
            return [.. layer.parameters().Select(p => p.grad!.clone())];
        }

        foreach (var (fast, plain) in Gradients(layer.call(x)).Zip(Gradients(walk(x))))
        {
            Assert.True(fast.allclose(plain, rtol: 1e-4, atol: 1e-5));
        }
    }
}
