using LlmCourse.Data;
using LlmCourse.Generation;
using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tests.Training;
using LlmCourse.Tokenization;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Generation;

[Collection(nameof(TrainerTests))]
public class TextGeneratorTests
{
    private static readonly CharTokenizer Letters = new("abcdefghijklmnopq"); // as many as the tiny model knows

    [Fact]
    public void TheStreamedPiecesAreTheWholeText()
    {
        using var model = new Gpt(TestModels.Tiny);
        var generator = new TextGenerator(model, Letters);
        var options = new SamplingOptions { MaxTokens = 40, Temperature = 1.3, TopK = 12 };
        var pieces = generator.Stream("abc", options).ToList();
        Assert.Equal(40, pieces.Count); // one token is one letter here
        Assert.Equal(generator.Generate("abc", options), string.Concat(pieces));
    }

    [Fact]
    public void GreedyGenerationTakesTheLikeliestTokenEachTime()
    {
        using var model = new Gpt(TestModels.Tiny, seed: 3);
        var generator = new TextGenerator(model, Letters);
        var tokens = Letters.Encode("dad").ToList();
        for (var i = 0; i < 20; i++)
        {
            var logits = generator.NextLogits(tokens);
            tokens.Add(Array.IndexOf(logits, logits.Max()));
        }

        Assert.Equal(Letters.Decode(tokens.Skip(3)), generator.Generate("dad", SamplingOptions.Greedy with { MaxTokens = 20 }));
    }

    [Fact]
    public void GreedyGenerationIsTemperatureZeroWhateverTheSeed()
    {
        using var model = new Gpt(TestModels.Tiny, seed: 3);
        var generator = new TextGenerator(model, Letters);
        var greedy = generator.Generate("dad", SamplingOptions.Greedy with { MaxTokens = 30 });
        Assert.Equal(greedy, generator.Generate("dad", new SamplingOptions { Temperature = 0, MaxTokens = 30, Seed = 1 }));
        Assert.Equal(greedy, generator.Generate("dad", new SamplingOptions { Temperature = 0, MaxTokens = 30, Seed = 2, TopK = 5, TopP = 0.3 }));
        Assert.Equal(greedy, generator.Generate("dad", new SamplingOptions { TopK = 1, MaxTokens = 30 }));
    }

    [Fact]
    public void TheSameSeedGivesTheSameTextAndAnotherSeedAnother()
    {
        using var model = new Gpt(TestModels.Tiny);
        var generator = new TextGenerator(model, Letters);
        var options = new SamplingOptions { MaxTokens = 50 };
        Assert.Equal(generator.Generate("a", options), generator.Generate("a", options));
        Assert.NotEqual(generator.Generate("a", options), generator.Generate("a", options with { Seed = 43 }));
    }

    [Fact]
    public void TheNextLogitsAreTheModelsOwn()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var scope = TorchSharp.torch.NewDisposeScope();
        model.eval();
        var expected = model.call(TorchSharp.torch.tensor(new long[] { 3, 1, 4 }).unsqueeze(0))[0, -1].data<float>().ToArray();
        Assert.Equal(expected, new TextGenerator(model, Letters).NextLogits([3, 1, 4]));
    }

    [Fact]
    public void OfAPromptLongerThanTheContextTheLastTokensCount()
    {
        using var model = new Gpt(TestModels.Tiny);
        var generator = new TextGenerator(model, Letters);
        var last = "pqponmlkjihg"; // twelve, the whole context
        var expected = generator.Generate(last, SamplingOptions.Greedy);
        Assert.Equal(expected, generator.Generate("abcabcabcabcabcabc" + last, SamplingOptions.Greedy));
        Assert.NotEqual(expected, generator.Generate(last + "abc", SamplingOptions.Greedy));
    }

    [Fact]
    public void GenerationEndsBeforeAStopSequenceThatSeveralTokensMake()
    {
        using var model = TableModel.Cycle(17);
        var generator = new TextGenerator(model, Letters);
        var options = SamplingOptions.Greedy with { StopSequences = ["zzz", "fgh"] };
        Assert.Equal(["b", "c", "d", "e"], generator.Stream("a", options));
        Assert.Equal("", generator.Generate("a", options with { StopSequences = ["bcd"] }));
        Assert.Equal("bcdef", generator.Generate("a", options with { StopSequences = ["fgz"], MaxTokens = 5 })); // no stop after all
        Assert.Equal("bcdefg", generator.Generate("a", options with { StopSequences = ["cba"], MaxTokens = 6 }));
    }

    [Fact]
    public void NothingIsGeneratedAfterAStop()
    {
        using var model = TableModel.Cycle(17);
        var counting = new CountingTokenizer(Letters);
        new TextGenerator(model, counting).Generate("a", SamplingOptions.Greedy with { StopSequences = ["d"] });
        Assert.Equal(3, counting.Decoded);
    }

    [Fact]
    public void ACharacterOfSeveralTokensIsStreamedWhole()
    {
        var tokenizer = BpeTrainer.Train("", 256); // no merges: a token is a byte
        var text = "a🐢é→"; // no byte twice, so that each has one successor
        var ids = tokenizer.Encode(text);
        Assert.Equal(10, ids.Distinct().Count());
        var next = new int[256];
        for (var i = 0; i < ids.Length; i++)
        {
            next[ids[i]] = ids[(i + 1) % ids.Length];
        }

        using var model = TableModel.Of(next);
        var generator = new TextGenerator(model, tokenizer);
        Assert.Equal(["🐢", "é", "→", "a", "🐢"], generator.Stream("a", SamplingOptions.Greedy with { MaxTokens = 14 }));
        Assert.Equal(["🐢", "\uFFFD"], generator.Stream("a", SamplingOptions.Greedy with { MaxTokens = 5 })); // ends in the middle of é
        Assert.Equal(["🐢"], generator.Stream("a", SamplingOptions.Greedy with { StopSequences = ["é"] }));
    }

    [Fact]
    public void AnyBytesStreamAsTheyDecodeTogether()
    {
        var tokenizer = BpeTrainer.Train("ein Käse, zwei Käse, 三つのチーズ, 三つのチーズ", 280);
        using var model = new Gpt(TestModels.Tiny with { VocabularySize = tokenizer.VocabularySize });
        var generator = new TextGenerator(model, tokenizer);
        var options = new SamplingOptions { MaxTokens = 100, Temperature = 1.5 };
        var tokens = tokenizer.Encode("Käse").ToList();
        var prompt = tokens.Count;
        var random = new SeededRandom(options.Seed);
        for (var i = 0; i < options.MaxTokens; i++)
        {
            tokens.Add(TokenSampler.Sample(generator.NextLogits(tokens), options, random));
        }

        var pieces = generator.Stream("Käse", options).ToList();
        Assert.Equal(tokenizer.Decode(tokens.Skip(prompt)), string.Concat(pieces));
        Assert.All(pieces, piece => Assert.Equal(piece, new string(piece.EnumerateRunes().SelectMany(rune => rune.ToString()).ToArray())));
    }

    [Fact]
    public void CancellationEndsTheStreamAtTheNextToken()
    {
        using var model = TableModel.Cycle(17);
        using var cancellation = new CancellationTokenSource();
        var shown = "";
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var piece in new TextGenerator(model, Letters).Stream("a", SamplingOptions.Greedy, cancellation.Token))
            {
                shown += piece;
                if (shown.Length == 3)
                {
                    cancellation.Cancel();
                }
            }
        });
        Assert.Equal("bcd", shown);
    }

    [Theory]
    [InlineData(PositionKind.Learned)]
    [InlineData(PositionKind.Rotary)]
    [InlineData(PositionKind.Alibi)]
    public void TheCacheChangesNoTokenEvenBeyondTheContext(PositionKind positions)
    {
        using var model = new Gpt(TestModels.Tiny with { Positions = positions, ContextLength = 12 }, seed: 4);
        using var decoder = new Decoder(model);
        var options = new SamplingOptions { MaxTokens = 40 };
        foreach (var way in new[] { options, options with { Temperature = 0 }, options with { TopK = 3, Seed = 7 } })
        {
            var expected = new TextGenerator(model, Letters) { UseCache = false }.Generate("dad", way);
            Assert.Equal(expected, new TextGenerator(model, Letters).Generate("dad", way));
            Assert.Equal(expected, new TextGenerator(decoder, Letters).Generate("dad", way));
        }
    }

    [Fact]
    public void EachTextIsWrittenByTheModelAsItThenIs()
    {
        using var model = new Gpt(TestModels.Tiny, seed: 3);
        var generator = new TextGenerator(model, Letters);
        var before = generator.Generate("dad", SamplingOptions.Greedy);
        using (TorchSharp.torch.no_grad())
        {
            foreach (var parameter in model.parameters())
            {
                parameter.neg_();
            }
        }

        Assert.NotEqual(before, generator.Generate("dad", SamplingOptions.Greedy));
    }

    [Fact]
    public void AModelOfExpertsWritesWithoutACache()
    {
        using var model = new Gpt(TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2 } });
        Assert.Equal(9, new TextGenerator(model, Letters).Generate("dad", new SamplingOptions { MaxTokens = 9 }).Length);
    }

    [Fact]
    public void AnEmptyPromptIsRefusedAtOnce()
    {
        using var model = new Gpt(TestModels.Tiny);
        var problem = Assert.Throws<ArgumentException>(() => new TextGenerator(model, Letters).Stream("", SamplingOptions.Greedy));
        Assert.Equal("The prompt is empty, but the model needs at least one token to continue; pass \"\\n\", say.", problem.Message);
    }

    [Fact]
    public void ABadOptionIsRefusedAtOnce()
    {
        using var model = new Gpt(TestModels.Tiny);
        var problem = Assert.Throws<ArgumentException>(() => new TextGenerator(model, Letters).Stream("a", new SamplingOptions { TopP = 2 }));
        Assert.Equal("TopP (2) must be above 0 and at most 1.", problem.Message);
    }

    [Fact]
    public void ATokenizerOfAnotherModelIsRefused()
    {
        using var model = new Gpt(TestModels.Tiny);
        var problem = Assert.Throws<ArgumentException>(() => new TextGenerator(model, new CharTokenizer("abc")));
        Assert.Equal("The model knows 17 tokens, but the tokenizer 3; use the tokenizer that the model was trained with.", problem.Message);
    }

    [Fact]
    public void ASampleInTheMiddleOfATrainingDoesNotChangeIt()
    {
        Assert.Equal(Losses(sample: false), Losses(sample: true));

        static double[] Losses(bool sample)
        {
            using var data = TokenDataset.FromText("abcdefghijklmnopqqponmlkjihgfedcba", Letters);
            using var model = new Gpt(TestModels.Tiny with { Dropout = 0.3 });
            using var trainer = new Trainer(model, data, null, new TrainingOptions { Steps = 6, BatchSize = 2 });
            var generator = new TextGenerator(model, Letters);
            var losses = new List<double>();
            foreach (var step in trainer.Run())
            {
                losses.Add(step.Loss);
                Assert.True(model.training);
                _ = sample ? generator.Generate("abc", new SamplingOptions { MaxTokens = 3 }) : "";
                Assert.True(model.training);
            }

            return [.. losses];
        }
    }

    /// <summary>Counts the tokens that were turned into text.</summary>
    private sealed class CountingTokenizer(ITokenizer inner) : ITokenizer
    {
        public int Decoded { get; private set; }

        public int VocabularySize => inner.VocabularySize;

        public int[] Encode(string text, bool recogniseSpecialTokens = false) => inner.Encode(text, recogniseSpecialTokens);

        public string Decode(ReadOnlySpan<int> tokens) => inner.Decode(tokens);

        public ReadOnlySpan<byte> TokenBytes(int token)
        {
            Decoded++;
            return inner.TokenBytes(token);
        }
    }
}
