using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Generation.Decoding;

public class DecoderTests
{
    private static readonly GptConfig Small = new() { VocabularySize = 37, ContextLength = 80, Layers = 2, Heads = 4, EmbeddingSize = 48 };

    public static TheoryData<string> Names => [.. Configs.Keys];

    private static Dictionary<string, GptConfig> Configs { get; } = new()
    {
        ["plain"] = Small,
        ["biases, GELU by tanh"] = Small with { Bias = true, Activation = ActivationKind.GeluTanh },
        ["rotary, RMS norm, squared ReLU"] = Small with { Positions = PositionKind.Rotary, Norm = NormKind.RmsNorm, Activation = ActivationKind.SquaredRelu },
        ["untied, ALiBi"] = Small with { Positions = PositionKind.Alibi, TiedHead = false },
        ["sinusoidal, norms last"] = Small with { Positions = PositionKind.Sinusoidal, NormPlacement = NormPlacement.Post },
        ["token shift"] = Small with { Positions = PositionKind.Rotary, TokenShift = 0.5 },
        ["token shift, norms last"] = Small with { Positions = PositionKind.Rotary, TokenShift = 0.25, NormPlacement = NormPlacement.Post },
        ["one head of keys"] = Small with { Positions = PositionKind.Rotary, KeyValueHeads = 1, AttentionHeadSize = 10 },
        ["attention alone"] = Small with { FeedForwardSize = 0 },
        ["Llama"] = Shrunk(GptPresets.Llama32),
        ["SmolLM"] = Shrunk(GptPresets.SmolLM2) with { Heads = 6, KeyValueHeads = 2 },
        ["Qwen 2"] = Small with { Positions = PositionKind.Rotary, Norm = NormKind.RmsNorm, Activation = ActivationKind.SwiGlu, KeyValueHeads = 2, QueryKeyValueBias = true },
        ["Qwen 3"] = Small with { Positions = PositionKind.Rotary, Norm = NormKind.RmsNorm, Activation = ActivationKind.SwiGlu, QueryKeyNorm = true, AttentionHeadSize = 16, NormEpsilon = 1e-6 },
        ["layer norms of queries and keys"] = Small with { QueryKeyNorm = true, Bias = true },
        ["odd sizes"] = Small with { EmbeddingSize = 42, Heads = 3, FeedForwardSize = 71, VocabularySize = 101 },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSameLogitsAsTheModelOneTokenAfterAnother(string name)
    {
        using var model = Create(Configs[name]);
        using var decoder = new Decoder(model, threads: 2);
        using var text = decoder.Begin(40);
        var tokens = Tokens(Configs[name], 40, seed: 1);
        var expected = Logits(model, tokens);
        for (var i = 0; i < tokens.Length; i++)
        {
            AssertClose(expected[i], decoder.Read(text, tokens[i]), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSameLogitsInRaggedBatchesAndInParts(string name)
    {
        using var model = Create(Configs[name]);
        using var decoder = new Decoder(model, threads: 3);
        int[][] all = [Tokens(Configs[name], 45, 2), Tokens(Configs[name], 3, 3), Tokens(Configs[name], 17, 4)];
        var expected = all.Select(tokens => Logits(model, tokens)).ToArray();
        var texts = all.Select(tokens => decoder.Begin(tokens.Length)).ToArray();
        var V = Configs[name].VocabularySize;
        var read = new int[all.Length];
        foreach (int[] parts in new[] { new[] { 1, 1, 1 }, [40, 0, 9], [1, 1, 1], [3, 1, 6] })
        {
            DecoderRow[] rows = [.. parts.SelectMany((count, t) => Enumerable.Range(read[t], count).Select(i => new DecoderRow(texts[t], all[t][i], IsAsked: true)))];
            var logits = new float[rows.Length * V];
            decoder.Read(rows, logits);
            foreach (var (t, i, at) in parts.SelectMany((count, t) => Enumerable.Range(read[t], count).Select(i => (t, i))).Select((place, at) => (place.t, place.i, at)))
            {
                AssertClose(expected[t][i], logits.AsSpan(at * V, V).ToArray(), 1e-4);
            }

            read = [.. read.Zip(parts, (before, more) => before + more)];
        }

        Assert.Equal(all.Select(tokens => tokens.Length), texts.Select(text => text.Length));
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.Int8)]
    public void ATextIsTheSameToTheLastBitWhoeverIsReadBesideIt(WeightFormat format)
    {
        var config = Small with { Positions = PositionKind.Rotary, EmbeddingSize = 56 };
        using var model = Create(config);
        using var decoder = new Decoder(model, format, threads: 2);
        var tokens = Tokens(config, 6, seed: 8);
        using var alone = decoder.Begin();
        var expected = tokens.Select(token => decoder.Read(alone, token)).ToArray();
        var V = config.VocabularySize;
        foreach (var others in Enumerable.Range(1, 9))
        {
            var texts = Enumerable.Range(0, others + 1).Select(_ => decoder.Begin()).ToArray();
            for (var i = 0; i < tokens.Length; i++)
            {
                var logits = new float[texts.Length * V];
                decoder.Read([.. texts.Select((text, t) => new DecoderRow(text, t == others ? tokens[i] : (t + i) % V, IsAsked: true))], logits);
                Assert.Equal(expected[i], logits[^V..]);
            }

            using var inOneGo = decoder.Begin();
            Assert.Equal(expected[others % tokens.Length], decoder.Read(inOneGo, tokens.AsSpan(0, (others % tokens.Length) + 1)));
            Array.ForEach(texts, text => text.Dispose());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WholeNumbersLoseLittle(string name)
    {
        using var model = Create(Configs[name]);
        using var decoder = new Decoder(model, WeightFormat.Int8, threads: 2);
        using var text = decoder.Begin();
        var tokens = Tokens(Configs[name], 20, seed: 5);
        var expected = Logits(model, tokens);
        var deviation = Math.Sqrt(expected.SelectMany(row => row).Average(logit => logit * logit));
        for (var i = 0; i < tokens.Length; i++)
        {
            AssertClose(expected[i], decoder.Read(text, tokens[i]), 0.15 * deviation);
        }
    }

    [Fact]
    public void ATextIsCutShortAndGoesOnInAnotherWay()
    {
        var config = Configs["token shift"];
        using var model = Create(config);
        using var decoder = new Decoder(model, threads: 1);
        using var text = decoder.Begin();
        var tokens = Tokens(config, 12, seed: 6);
        decoder.Read(text, tokens);
        text.Truncate(7);
        int[] other = [.. tokens[..7], 3, 1];
        AssertClose(Logits(model, other)[^1], decoder.Read(text, 3, 1), 1e-4);
        Assert.Throws<ArgumentException>(() => text.Truncate(10));
        Assert.Throws<ArgumentException>(() => text.Truncate(-1));
    }

    [Fact]
    public void ASharedBeginningIsReadOnce()
    {
        var config = Configs["token shift"];
        using var model = Create(config);
        using var decoder = new Decoder(model, threads: 2);
        using var first = decoder.Begin(30);
        using var second = decoder.Begin(12);
        var tokens = Tokens(config, 9, seed: 7);
        decoder.Read(first, tokens);
        second.CopyFrom(first, 6);
        AssertClose(Logits(model, [.. tokens[..6], 2])[^1], decoder.Read(second, 2), 1e-4);
        Assert.Equal(9, first.Length);
        Assert.Throws<ArgumentException>(() => second.CopyFrom(first, 10));
        using var third = decoder.Begin(3);
        Assert.Throws<ArgumentException>(() => third.CopyFrom(first, 4));
    }

    [Fact]
    public void BadInputIsToldInOneSentenceAndChangesNothing()
    {
        using var model = Create(Small);
        using var decoder = new Decoder(model, threads: 1);
        using var text = decoder.Begin(2);
        Assert.Contains("37", Assert.Throws<ArgumentException>(() => decoder.Read(text, 37)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => decoder.Read(text, -1));
        Assert.Throws<ArgumentException>(() => decoder.Read(text));
        Assert.Throws<ArgumentException>(() => decoder.Read(text, 1, 2, 3));
        Assert.Throws<ArgumentException>(() => decoder.Read([new DecoderRow(text, 1, true)], new float[36]));
        Assert.Throws<ArgumentException>(() => decoder.Begin(81));
        Assert.Throws<ArgumentException>(() => decoder.Begin(0));
        Assert.Equal(0, text.Length);
        using var another = Create(Configs["token shift"]);
        using var stranger = new Decoder(another, threads: 1);
        Assert.Contains("another model", Assert.Throws<ArgumentException>(() => stranger.Read(text, 1)).Message, StringComparison.Ordinal);
        var gone = decoder.Begin(2);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => decoder.Read(gone, 1));
        using var mixture = Create(Small with { Experts = new ExpertOptions { Count = 4 } });
        Assert.Contains("mixture", Assert.Throws<ArgumentException>(() => new Decoder(mixture)).Message, StringComparison.Ordinal);
        using var adapted = Lora.Attach(model, new LoraOptions { Rank = 2 }, seed: 1);
        Assert.Contains("merge", Assert.Throws<ArgumentException>(() => new Decoder(adapted)).Message, StringComparison.Ordinal);
    }

    private static GptConfig Shrunk(GptConfig preset) => preset with { VocabularySize = 53, ContextLength = 90, Layers = 2, Heads = 8, KeyValueHeads = 4, EmbeddingSize = 96, FeedForwardSize = 128 };

    /// <summary>A model whose weights, gains and biases are all somewhere else than where they start.</summary>
    private static Gpt Create(GptConfig config)
    {
        var model = config.CreateModel(seed: 1);
        using var noGradients = no_grad();
        using var generator = new Generator(7);
        foreach (var parameter in model.parameters())
        {
            using var noise = randn(parameter.shape, generator: generator);
            parameter.add_(noise * (parameter.dim() > 1 ? 0.06 : 0.2));
        }

        model.eval();
        return model;
    }

    private static int[] Tokens(GptConfig config, int count, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(config.VocabularySize))];
    }

    private static float[][] Logits(Gpt model, int[] tokens)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return [.. model.call(tensor(tokens.Select(token => (long)token).ToArray()).unsqueeze(0))[0].data<float>().ToArray().Chunk(model.Config.VocabularySize)];
    }

    private static void AssertClose(float[] expected, float[] actual, double within) =>
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() <= within, $"off by {expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max()}, not {within}");
}
