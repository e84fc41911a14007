using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Generation;
using LlmCourse.Generation.Batching;
using LlmCourse.Generation.Constraints;
using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Tokenization;
using Xunit;
using static TorchSharp.torch;
using Encoding = System.Text.Encoding;

namespace LlmCourse.Tests.Generation.Constraints;

public class TokenConstraintTests
{
    private static readonly CharTokenizer Characters = new("abcdefghijklmnopqrstuvwxyzA é日\n\\{}[]\":,.-+0123456789");
    private static readonly BpeTokenizer Bytes = BpeTrainer.Train("{\"name\": \"Ada Bell\", \"age\": 36, \"tags\": [\"é\", \"日本\"]}\n{\"name\": \"Ben\"}\n{\"a\":{\"b\":true}}", 300);

    public static TheoryData<string> Tokenizers => ["characters", "bytes"];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void TheTokensThatAreLetThroughAreThoseThatCanGoOn(string name)
    {
        var tokenizer = Of(name);
        var vocabulary = new ConstrainedVocabulary(tokenizer);
        foreach (var (text, left) in new[] { ("{", 2), ("{", 5), ("{", 50), ("{\"a", 4), ("{\"a", 40), ("{\"a\":tr", 9), ("{\"a\":[1", 3), ("{\"a\":[1", 30), ("{\"a\":{\"b\":\"\\", 9), ("{\"a\":12", 20) })
        {
            var state = JsonGrammar.AnyObject.Next(Encoding.UTF8.GetBytes(text))!;
            var logits = new float[tokenizer.VocabularySize];
            vocabulary.Restrict(state, left, logits);
            for (var token = 0; token < logits.Length; token++)
            {
                var after = state.Next(tokenizer.TokenBytes(token));
                Assert.Equal(after is not null && after.ShortestLength < left && vocabulary.CanFinish(after), logits[token] == 0);
            }
        }
    }

    [Fact]
    public async Task WhateverTwoHundredRandomModelsWriteParses()
    {
        var (texts, schema) = (new HashSet<string>(), JsonGrammar.FromSchema(JsonNode.Parse("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"number"},"size":{"enum":["s","m"]},"ok":{"type":"boolean"}}}""")));
        for (var seed = 0; seed < 200; seed++)
        {
            var tokenizer = Of(seed % 2 == 0 ? "characters" : "bytes");
            using var model = Random(tokenizer.VocabularySize, seed);
            using var decoder = new Decoder(model, threads: 1);
            using var generator = new BatchGenerator(decoder, tokenizer, new BatchOptions { Places = 2 });
            var sampling = new SamplingOptions { MaxTokens = 60 + (seed % 7), Temperature = seed % 5 == 0 ? 0 : 0.5 + (seed % 3), TopP = seed % 4 == 1 ? 0.9 : null, Seed = seed };
            var free = generator.Submit(new GenerationRequest { Prompt = [1, 2], Sampling = sampling with { MaxTokens = 2 + (seed % 50) }, Grammar = JsonGrammar.AnyObject, End = 3 });
            var bound = generator.Submit(new GenerationRequest { Prompt = [1, 3], Sampling = sampling, Grammar = schema });
            while (generator.Step())
            {
                // until both are written
            }

            var (anything, fields) = (await free.Completion, await bound.Completion);
            using var first = JsonDocument.Parse(anything.Text);
            using var second = JsonDocument.Parse(fields.Text);
            Assert.Equal(JsonValueKind.Object, first.RootElement.ValueKind);
            Assert.Equal(["name", "age", "size", "ok"], second.RootElement.EnumerateObject().Select(field => field.Name));
            Assert.Equal(JsonValueKind.Number, second.RootElement.GetProperty("age").ValueKind);
            Assert.Contains(second.RootElement.GetProperty("size").GetString(), (string[])["s", "m"]);
            Assert.Equal((GenerationEnd.Stop, GenerationEnd.Stop), (anything.End, fields.End));
            texts.Add(anything.Text);
        }

        Assert.True(texts.Count > 100, $"{texts.Count} different texts");
    }

    [Fact]
    public void AVocabularyWithoutBracesCannotWriteJson()
    {
        var problem = Assert.Throws<ArgumentException>(() => new TokenConstraint(new ConstrainedVocabulary(new CharTokenizer("abc \"")), JsonGrammar.AnyObject));
        Assert.Contains("'{}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATextThatNeedsMoreTokensThanItMayHaveIsRefused()
    {
        using var model = Random(Characters.VocabularySize, 1);
        using var decoder = new Decoder(model, threads: 1);
        using var generator = new BatchGenerator(decoder, Characters);
        var request = new GenerationRequest { Prompt = [1], Sampling = new SamplingOptions { MaxTokens = 1 }, Grammar = JsonGrammar.AnyObject };
        Assert.Contains("2 tokens", Assert.Throws<ArgumentException>(() => generator.Submit(request)).Message, StringComparison.Ordinal);
    }

    private static ITokenizer Of(string name) => name == "bytes" ? Bytes : Characters;

    private static Gpt Random(int vocabularySize, int seed)
    {
        var model = new GptConfig { VocabularySize = vocabularySize, ContextLength = 72, Layers = 1, Heads = 1, EmbeddingSize = 16 }.CreateModel(seed);
        using var noGradients = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (var parameter in model.parameters())
        {
            using var noise = randn(parameter.shape, generator: generator);
            parameter.add_(noise * 0.5);
        }

        model.eval();
        return model;
    }
}
