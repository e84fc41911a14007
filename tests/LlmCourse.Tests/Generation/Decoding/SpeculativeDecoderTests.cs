using LlmCourse.Generation;
using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Generation.Decoding;

public class SpeculativeDecoderTests
{
    private static readonly GptConfig Config = new() { VocabularySize = 7, ContextLength = 64, Layers = 1, Heads = 2, EmbeddingSize = 16, Positions = PositionKind.Rotary };
    private static readonly SamplingOptions Six = new() { MaxTokens = 6, Temperature = 1.3, TopK = 6 };

    public static TheoryData<string> Drafts => ["another model", "the same model", "look-up"];

    [Theory]
    [MemberData(nameof(Drafts))]
    public void GreedyTextsAreTheModelsOwn(string name)
    {
        using var setting = new Setting(name);
        foreach (var prompt in new int[][] { [3], [1, 2, 3, 1, 2], [0, 0, 6] })
        {
            var options = SamplingOptions.Greedy with { MaxTokens = 40 };
            Assert.Equal(setting.Plain(prompt, options), setting.Speculative.Generate(prompt, options));
        }
    }

    /// <summary>Counts whole texts of three tokens: 343 of them, against the product of the model's own probabilities.</summary>
    [Theory]
    [MemberData(nameof(Drafts))]
    public void SampledTextsHaveTheModelsDistribution(string name)
    {
        using var setting = new Setting(name);
        const int samples = 8000;
        int[] prompt = [1, 2, 1];
        var options = Six with { MaxTokens = 3 };
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < samples; i++)
        {
            var text = string.Join(' ', setting.Speculative.Generate(prompt, options with { Seed = i }));
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        var expected = setting.Distribution(prompt, options);
        Assert.Equal(1, expected.Values.Sum(), 9);
        var (often, rare) = (expected.Where(e => e.Value * samples >= 5).ToList(), expected.Where(e => e.Value * samples < 5).ToList());
        var chi = often.Sum(e => Term(e.Value, counts.GetValueOrDefault(e.Key))) + Term(rare.Sum(e => e.Value), rare.Sum(e => counts.GetValueOrDefault(e.Key)));
        var freedom = often.Count + (rare.Count > 0 ? 0 : -1);
        var (mean, deviation) = ((double)freedom, Math.Sqrt(2.0 * freedom));
        Assert.True(chi < mean + (4 * deviation), $"chi-square {chi:F0} with {freedom} degrees of freedom");

        static double Term(double share, int seen) => share == 0 ? 0 : Math.Pow(seen - (share * samples), 2) / (share * samples);
    }

    [Fact]
    public void AGoodDraftSavesReadings()
    {
        using var setting = new Setting("the same model");
        var text = setting.Speculative.Generate([1], Six with { MaxTokens = 50 }).ToList();
        Assert.Equal(50, text.Count);
        Assert.Equal(setting.Speculative.Guessed, setting.Speculative.Kept);
        Assert.Equal(10, setting.Speculative.Readings);
    }

    [Fact]
    public void TheLookUpFindsTheLongestAndLatestRepetition()
    {
        var draft = new LookupDraft(7, longest: 2);
        int[] Guess(params int[] tokens) => [.. draft.Guess(tokens, 2, SamplingOptions.Greedy, new SeededRandom(1)).Select(guess => guess.Token)];
        Assert.Equal([5, 6], Guess(1, 2, 5, 6, 2, 4, 1, 2));
        Assert.Equal([4, 3], Guess(2, 5, 2, 4, 3, 2));
        Assert.Empty(Guess(1, 2, 3));
        Assert.Empty(Guess(1));
        Assert.Equal(1, Assert.Single(draft.Guess([3, 3], 1, SamplingOptions.Greedy, new SeededRandom(1))).Distribution[3]);
    }

    [Theory]
    [InlineData(0, 4, 1)]
    [InlineData(1, 4, 5)]
    [InlineData(0.5, 2, 1.75)]
    public void ExpectedTokensByTheFormula(double acceptance, int guesses, double expected) => Assert.Equal(expected, SpeculativeDecoder.ExpectedTokens(acceptance, guesses), 12);

    [Fact]
    public void BadInputIsToldInOneSentence()
    {
        using var setting = new Setting("look-up");
        Assert.Throws<ArgumentException>(() => setting.Speculative.Generate([], Six));
        Assert.Contains("64", Assert.Throws<ArgumentException>(() => setting.Speculative.Generate([1], Six with { MaxTokens = 65 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SpeculativeDecoder(setting.Target, new LookupDraft(7), guesses: 0).Generate([1], Six));
        Assert.Throws<ArgumentException>(() => setting.Speculative.Generate([1], Six with { Temperature = -1 }));
        Assert.Equal(64, setting.Speculative.Generate([1], Six with { MaxTokens = 64 }).Count());
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => setting.Speculative.Generate([1], Six, cancelled.Token).First());
    }

    private sealed class Setting : IDisposable
    {
        private readonly Gpt model = Config.CreateModel(1);
        private readonly Gpt other = (Config with { EmbeddingSize = 8, Initialization = InitializationKind.Gpt2 }).CreateModel(2);
        private readonly Decoder small;
        private readonly ModelDraft? draft;

        public Setting(string name)
        {
            using (TorchSharp.torch.no_grad())
            {
                model.parameters().Concat(other.parameters()).Where(p => p.dim() > 1).ToList().ForEach(p => p.mul_(25)); // at first a model bets nearly the same on everything
            }

            (Target, small) = (new Decoder(model, threads: 1), new Decoder(name == "the same model" ? model : other, threads: 1));
            draft = name == "look-up" ? null : new ModelDraft(small);
            Speculative = new SpeculativeDecoder(Target, draft ?? (IDraft)new LookupDraft(7));
        }

        public Decoder Target { get; }

        public SpeculativeDecoder Speculative { get; }

        public int[] Plain(int[] prompt, SamplingOptions options)
        {
            using var text = Target.Begin();
            List<int> tokens = [.. prompt];
            int[] unread = prompt;
            while (tokens.Count < prompt.Length + options.MaxTokens)
            {
                tokens.Add(TokenSampler.Sample(Target.Read(text, unread), options, new SeededRandom(1)));
                unread = [tokens[^1]];
            }

            return [.. tokens.Skip(prompt.Length)];
        }

        /// <summary>The probability of each continuation, by the model alone.</summary>
        public Dictionary<string, double> Distribution(int[] prompt, SamplingOptions options)
        {
            List<(int[] Text, double Share)> all = [([], 1)];
            for (var i = 0; i < options.MaxTokens; i++)
            {
                all = [.. all.SelectMany(one =>
                {
                    using var text = Target.Begin();
                    var next = TokenSampler.Probabilities(Target.Read(text, [.. prompt, .. one.Text]), options);
                    return next.Select((share, token) => ((int[])[.. one.Text, token], one.Share * share));
                })];
            }

            return all.ToDictionary(one => string.Join(' ', one.Text), one => one.Share);
        }

        public void Dispose()
        {
            draft?.Dispose();
            small.Dispose();
            Target.Dispose();
            model.Dispose();
            other.Dispose();
        }
    }
}
