using LlmCourse.Generation;
using LlmCourse.Generation.Batching;
using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Generation.Batching;

public sealed class BatchGeneratorTests : IDisposable
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz .,!?\n0123456789"; // 42 characters

    private readonly Decoder decoder;
    private readonly CharTokenizer tokenizer = new(Alphabet);

    public BatchGeneratorTests()
    {
        using var model = Create(new GptConfig { VocabularySize = Alphabet.Length, ContextLength = 96, Layers = 2, Heads = 2, EmbeddingSize = 32, Positions = PositionKind.Rotary, TokenShift = 0.5 });
        decoder = new Decoder(model, threads: 1);
    }

    public void Dispose() => decoder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATextIsTheSameAloneAndAmongOthersToTheLastBit(bool shares)
    {
        var requests = Enumerable.Range(0, 14).Select(Mixed).ToList();
        var alone = requests.Select(Alone).ToList();
        Assert.True(alone.Select(result => result.Text).Distinct().Count() > 10);
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 5, PromptTokensPerStep = 7, SharesBeginnings = shares, KeptTexts = 3 });
        var jobs = new List<GenerationJob>();
        foreach (var request in requests)
        {
            jobs.Add(generator.Submit(request));
            generator.Step();
            generator.Step();
        }

        RunOut(generator);
        Assert.All(alone.Zip(jobs), pair => Same(pair.First, pair.Second));
        Assert.Equal(shares, generator.TokensShared > 0);
    }

    [Fact]
    public void ATextIsThatOfReadingAndChoosingOneTokenAfterAnother()
    {
        var request = Mixed(3) with { Sampling = new SamplingOptions { Temperature = 0.9, TopP = 0.9, TopK = 20, MaxTokens = 25, Seed = 5 } };
        var result = Alone(request);
        using var text = decoder.Begin();
        var (random, expected) = (new SeededRandom(5), new List<int>());
        var logits = decoder.Read(text, [.. request.Prompt]);
        while (expected.Count < 25)
        {
            expected.Add(TokenSampler.Sample(logits, request.Sampling, random));
            logits = decoder.Read(text, expected[^1]);
        }

        Assert.Equal(expected, result.Tokens);
        Assert.Equal((tokenizer.Decode(expected), GenerationEnd.Length, request.Prompt.Count), (result.Text, result.End, result.PromptTokens));
    }

    [Fact]
    public void ATextEndsAtAStopSequenceAtTheEndTokenAndAtItsLimit()
    {
        var open = Alone(Mixed(1) with { Sampling = new SamplingOptions { MaxTokens = 40, Seed = 9 }, End = null });
        Assert.Equal((40, GenerationEnd.Length), (open.Tokens.Count, open.End));
        var stop = open.Text[10..13];
        var stopped = Alone(Mixed(1) with { Sampling = new SamplingOptions { MaxTokens = 40, Seed = 9, StopSequences = [stop] }, End = null });
        Assert.Equal((open.Text[..open.Text.IndexOf(stop, StringComparison.Ordinal)], GenerationEnd.Stop), (stopped.Text, stopped.End));
        var end = open.Tokens[7];
        var ended = Alone(Mixed(1) with { Sampling = new SamplingOptions { MaxTokens = 40, Seed = 9 }, End = end });
        var first = open.Tokens.ToList().IndexOf(end);
        Assert.Equal((tokenizer.Decode(open.Tokens.Take(first)), GenerationEnd.Stop, first + 1), (ended.Text, ended.End, ended.Tokens.Count));
    }

    [Fact]
    public async Task ThePiecesAreTheText()
    {
        using var generator = new BatchGenerator(decoder, tokenizer);
        var job = generator.Submit(Mixed(2));
        RunOut(generator);
        var pieces = new List<string>();
        await foreach (var piece in job.Pieces.ReadAllAsync())
        {
            pieces.Add(piece);
        }

        Assert.True(pieces.Count > 1);
        Assert.Equal((await job.Completion).Text, string.Concat(pieces));
    }

    [Fact]
    public async Task ACancelledJobFreesItsPlaceWithinOneStep()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 1, QueueLength = 3 });
        using var leaving = new CancellationTokenSource();
        var first = generator.Submit(Long(60), leaving.Token);
        var second = generator.Submit(Long(3));
        var third = generator.Submit(Long(3));
        generator.Step();
        generator.Step();
        Assert.Equal((1, 2), (generator.Running, generator.Waiting));
        await leaving.CancelAsync();
        third.Cancel();
        generator.Step();
        Assert.Equal(GenerationEnd.Cancelled, (await first.Completion).End);
        Assert.Equal(GenerationEnd.Cancelled, (await third.Completion).End);
        Assert.Equal((1, 0), (generator.Running, generator.Waiting));
        Assert.Equal(generator.Steps, second.FirstTokenAt); // in that very step
        RunOut(generator);
        Assert.Equal(Alone(Long(3)).Text, (await second.Completion).Text);
    }

    [Fact]
    public void TheQueueHasAnEnd()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 2, QueueLength = 1 });
        var jobs = Enumerable.Range(0, 3).Select(_ => generator.Submit(Long(5))).ToList();
        Assert.Equal(3, Assert.Throws<QueueFullException>(() => generator.Submit(Long(5))).Waiting);
        generator.Step();
        Assert.Equal(1, Assert.Throws<QueueFullException>(() => generator.Submit(Long(5))).Waiting);
        jobs[2].Cancel();
        Assert.NotNull(generator.Submit(Long(5))); // the place of one that left is free at once
        RunOut(generator);
        Assert.NotNull(generator.Submit(Long(5)));
    }

    [Fact]
    public void ALongPromptDoesNotStallTheOthers()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 3, PromptTokensPerStep = 4 });
        var talking = generator.Submit(Long(30));
        generator.Step();
        var reading = generator.Submit(new GenerationRequest { Prompt = [41, .. Tokens(79, 2)], Sampling = new SamplingOptions { MaxTokens = 2 } });
        RunOut(generator);
        Assert.Equal((1, 30), (talking.FirstTokenAt, talking.EndedAt)); // a token in every step
        Assert.Equal(1 + (80 / 4), reading.FirstTokenAt);
    }

    [Fact]
    public void PromptsAreReadInTurnSoThatAShortOneIsSoonDone()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 3, PromptTokensPerStep = 7, SharesBeginnings = false });
        GenerationJob[] jobs = [.. new[] { 60, 60, 6 }.Select((length, i) => generator.Submit(new GenerationRequest { Prompt = Tokens(length, i), Sampling = new SamplingOptions { MaxTokens = 1 } }))];
        RunOut(generator);
        Assert.InRange(jobs[2].FirstTokenAt!.Value, 2, 3); // two or three tokens of it in each step
        Assert.InRange(Math.Abs(jobs[0].FirstTokenAt!.Value - jobs[1].FirstTokenAt!.Value), 0, 1);
        Assert.Equal(126, generator.TokensRead);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void OfThirtyTwoAtOnceTheSlowestTakesAtMostThreeTimesTheMedian(int places)
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = places });
        var jobs = Enumerable.Range(0, 32).Select(i => generator.Submit(Mixed(i))).ToList();
        RunOut(generator);
        var steps = jobs.Select(job => job.EndedAt!.Value - job.SubmittedAt).Order().ToList();
        Assert.True(steps[^1] <= 3 * steps[16], $"the slowest took {steps[^1]} steps, the median {steps[16]}");
    }

    [Fact]
    public async Task TheNextTurnOfAConversationReadsOnlyWhatIsNew()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 2, KeptTexts = 2 });
        var first = generator.Submit(new GenerationRequest { Prompt = Tokens(40, 1), Sampling = new SamplingOptions { MaxTokens = 10 } });
        RunOut(generator);
        var (answer, read) = ((await first.Completion).Tokens, generator.TokensRead);
        Assert.Equal(49, read); // the last token was written and never read
        var next = new GenerationRequest { Prompt = [.. Tokens(40, 1), .. answer, 1, 2, 3], Sampling = new SamplingOptions { MaxTokens = 5 } };
        var second = generator.Submit(next);
        RunOut(generator);
        Assert.Equal(4 + 4, generator.TokensRead - read); // four that are new, and four of the answer
        Assert.Equal((53, 49), ((await second.Completion).PromptTokens, (await second.Completion).SharedTokens));
        Same(Alone(next), second);
    }

    [Fact]
    public async Task ABeginningIsSharedWhileItsTextIsStillWritten()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 4 });
        generator.Submit(new GenerationRequest { Prompt = [.. Tokens(30, 1), 1], Sampling = new SamplingOptions { MaxTokens = 30 } });
        generator.Step();
        var request = new GenerationRequest { Prompt = [.. Tokens(30, 1), 2, 3], Sampling = new SamplingOptions { MaxTokens = 6, Seed = 3 } };
        var other = generator.Submit(request);
        RunOut(generator);
        Assert.Equal(30, (await other.Completion).SharedTokens);
        Same(Alone(request), other);
    }

    [Fact]
    public async Task MemoryIsBoundedAndTheLeastRecentlyUsedGoes()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 1, KeptTexts = 2 });
        using var one = decoder.Begin();
        var conversations = Enumerable.Range(0, 4).Select(i => (int[])[i, .. Tokens(9, 100 + i)]).ToArray();
        foreach (var i in Enumerable.Range(0, 3))
        {
            Assert.Equal(0, await Shared(i));
        }

        Assert.Equal(3 * one.Bytes, generator.MemoryBytes);
        Assert.Equal(12, await Shared(0)); // used again, and so no longer the oldest
        Assert.Equal(0, await Shared(3));  // takes the memory of 1
        Assert.Equal(16, await Shared(0));
        Assert.Equal(12, await Shared(2));
        Assert.Equal(0, await Shared(1));
        Assert.Equal(3 * one.Bytes, generator.MemoryBytes);

        async Task<int> Shared(int i)
        {
            var job = generator.Submit(new GenerationRequest { Prompt = conversations[i], Sampling = new SamplingOptions { MaxTokens = 3 } });
            RunOut(generator);
            var result = await job.Completion;
            conversations[i] = [.. conversations[i], .. result.Tokens, 7];
            return result.SharedTokens;
        }
    }

    [Fact]
    public async Task LogitsThatAreNoNumbersFailTheirJobAlone()
    {
        using var model = Create(new GptConfig { VocabularySize = Alphabet.Length, ContextLength = 20, Layers = 1, Heads = 1, EmbeddingSize = 16, TiedHead = false });
        using (no_grad())
        {
            model.parameters().First()[5].fill_(float.NaN); // the embedding of one token
        }

        using var broken = new Decoder(model, threads: 1);
        using var generator = new BatchGenerator(broken, tokenizer);
        var bad = generator.Submit(new GenerationRequest { Prompt = [5], Sampling = new SamplingOptions { MaxTokens = 3 } });
        var good = generator.Submit(new GenerationRequest { Prompt = [6], Sampling = SamplingOptions.Greedy with { MaxTokens = 1 } });
        RunOut(generator);
        Assert.Contains("no numbers", (await Assert.ThrowsAsync<ArgumentException>(() => bad.Completion)).Message, StringComparison.Ordinal);
        Assert.Single((await good.Completion).Tokens);
        Assert.Equal(0, generator.Running);
    }

    [Fact]
    public async Task JobsOfManyThreadsAreDoneWhileItRunsAndCancelledWhenItEnds()
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 4, QueueLength = 100 });
        using var ending = new CancellationTokenSource();
        var run = Task.Factory.StartNew(() => generator.Run(ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => generator.Submit(Mixed(i)).Completion)));
        Assert.All(results.Select((result, i) => (result, i)), pair => Assert.Equal(Alone(Mixed(pair.i)).Text, pair.result.Text));
        generator.Close();
        Assert.Throws<InvalidOperationException>(() => generator.Submit(Mixed(0)));
        await ending.CancelAsync();
        await run;
        Assert.Equal((0, 0), (generator.Running, generator.Waiting));
    }

    [Fact]
    public void BadRequestsAreToldInOneSentence()
    {
        using var generator = new BatchGenerator(decoder, tokenizer);
        Refuses("empty", new GenerationRequest { Prompt = [] });
        Refuses("Token 42 is unknown; the model knows 0 to 41", new GenerationRequest { Prompt = [42], Sampling = new SamplingOptions { MaxTokens = 1 } });
        Refuses("96", new GenerationRequest { Prompt = [1, 2], Sampling = new SamplingOptions { MaxTokens = 96 } });
        Refuses("Temperature (-1)", new GenerationRequest { Prompt = [1], Sampling = new SamplingOptions { Temperature = -1 } });
        Assert.Throws<ArgumentException>(() => new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 0 }));
        Assert.Throws<ArgumentException>(() => new BatchGenerator(decoder, tokenizer, new BatchOptions { QueueLength = -1 }));
        Assert.Throws<ArgumentException>(() => new BatchGenerator(decoder, new CharTokenizer("ab")));
        Assert.Equal(95, generator.RoomAfter(2));

        void Refuses(string message, GenerationRequest request) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => generator.Submit(request)).Message, StringComparison.Ordinal);
    }

    /// <summary>Requests of all kinds; some begin alike.</summary>
    private GenerationRequest Mixed(int i) => new()
    {
        Prompt = [.. Tokens(10, i % 3), .. Tokens(1 + (i * 5 % 30), 10 + i)],
        Sampling = new SamplingOptions { MaxTokens = 5 + (i * 7 % 40), Temperature = i % 4 == 0 ? 0 : 0.8 + (0.1 * (i % 3)), TopK = i % 5 == 1 ? 12 : null, Seed = i, StopSequences = i % 6 == 2 ? ["a", "bc"] : [] },
        End = i % 2 == 0 ? tokenizer.Encode("\n")[0] : null,
    };

    private static GenerationRequest Long(int tokens) => new() { Prompt = Tokens(4, 1), Sampling = new SamplingOptions { MaxTokens = tokens } };

    private GenerationResult Alone(GenerationRequest request)
    {
        using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 1, PromptTokensPerStep = 1000, SharesBeginnings = false });
        var job = generator.Submit(request);
        RunOut(generator);
        return job.Completion.Result;
    }

    private static void Same(GenerationResult alone, GenerationJob job)
    {
        Assert.True(job.Completion.IsCompleted);
        var result = job.Completion.Result;
        Assert.Equal((alone.Text, alone.End, alone.PromptTokens), (result.Text, result.End, result.PromptTokens));
        Assert.Equal(alone.Tokens, result.Tokens);
    }

    private static void RunOut(BatchGenerator generator)
    {
        while (generator.Step())
        {
            // until there is nothing to do
        }
    }

    private static int[] Tokens(int count, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(Alphabet.Length))];
    }

    private static Gpt Create(GptConfig config)
    {
        var model = config.CreateModel(seed: 1);
        using var noGradients = no_grad();
        using var generator = new Generator(7);
        foreach (var parameter in model.parameters())
        {
            using var noise = randn(parameter.shape, generator: generator);
            parameter.add_(noise * 0.2);
        }

        model.eval();
        return model;
    }
}
