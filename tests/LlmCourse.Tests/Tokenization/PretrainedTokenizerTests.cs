using System.Text.Json.Nodes;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Tokenization;

/// <summary>The tokenizers of Llama 3, Qwen and SmolLM: GPT-2's with rules of their own.</summary>
public sealed class PretrainedTokenizerTests : IDisposable
{
    private const string Llama3Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Text = "one 1234567 two 1234567(three 1234567), one two three's\n\n  \u00e9t\u00e9";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void APatternOfItsOwnCutsTheText()
    {
        Write(json => json["pre_tokenizer"] = Sequence(Split(Llama3Pattern), ByteLevel(withPattern: false)));
        var tokenizer = BpeTokenizer.FromPretrained(folder.Path);
        Assert.Equal(Text, tokenizer.Decode(tokenizer.Encode(Text)));
        var tokens = tokenizer.Encode(Text).Select(id => tokenizer.Decode([id])).ToList();
        Assert.Contains("123", tokens);                    // at most three digits, then the next three
        Assert.DoesNotContain(tokens, token => token.Contains("1234", StringComparison.Ordinal));
        Assert.Contains("(three", tokens);                 // a word takes one symbol along
    }

    [Fact]
    public void EveryDigitOfSmolLmIsATokenOfItsOwn()
    {
        Write(json => json["pre_tokenizer"] = Sequence(new JsonObject { ["type"] = "Digits", ["individual_digits"] = true }, ByteLevel(withPattern: true)));
        var tokenizer = BpeTokenizer.FromPretrained(folder.Path);
        Assert.Equal([" ", "1", "2", "3"], tokenizer.Encode(" 123").Select(id => tokenizer.Decode([id])));
    }

    [Fact]
    public void APieceThatIsATokenIsTakenWholeWhereTheFileSaysSo()
    {
        Write(json => RemoveLastMergeOf(json, "three"));
        Assert.NotEqual([IdOf("three")], BpeTokenizer.FromPretrained(folder.Path).Encode("three"));
        Write(json =>
        {
            RemoveLastMergeOf(json, "three");
            json["model"]!["ignore_merges"] = true;
        });
        Assert.Equal([IdOf("three")], BpeTokenizer.FromPretrained(folder.Path).Encode("three"));
    }

    [Fact]
    public void ATokenizerWithRulesOfItsOwnSurvivesSavingAndLoading()
    {
        Write(json =>
        {
            json["pre_tokenizer"] = Sequence(Split(Llama3Pattern), ByteLevel(withPattern: false));
            json["normalizer"] = new JsonObject { ["type"] = "NFC" };
            json["model"]!["ignore_merges"] = true;
        });
        var tokenizer = BpeTokenizer.FromPretrained(folder.Path);
        tokenizer.Save(folder["again.json"]);
        var again = BpeTokenizer.Load(folder["again.json"]);
        Assert.Equal(tokenizer.Rules.PreTokenizer.Patterns, again.Rules.PreTokenizer.Patterns);
        Assert.Equal((true, true, false), (again.Rules.TakesWholePieces, again.Rules.ComposesText, again.Rules.PreTokenizer.EndsWithGpt2));
        Assert.Equal(tokenizer.Encode(Text), again.Encode(Text));
        var problem = Assert.Throws<InvalidOperationException>(() => tokenizer.SaveVocabularyAndMerges(folder.Path));
        Assert.Equal("vocab.json and merges.txt have no place for this tokenizer's own pattern; use Save, which writes tokenizer.json.", problem.Message);
    }

    [Fact]
    public void ATextThatMightHaveToBeComposedIsRefusedWhereTheRuntimeCannot()
    {
        ComposedText.RequireComposed("\u00e9t\u00e9 \u4e2d\u6587 \ud55c\uad6d \u0e17\u0e35 \ud83d\ude00"); // French, Chinese, Korean, Thai, a face: composed as they stand
        foreach (var text in new[] { "e\u0301", "\u212b", "\u1112\u1161", "\ufb1d", "x\u05b0\u05b8" })
        {
            var problem = Assert.Throws<ArgumentException>(() => ComposedText.RequireComposed(text));
            Assert.StartsWith("This tokenizer wants text in composed form (NFC), and U+", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void APatternThatDotNetDoesNotUnderstandIsRefused()
    {
        Write(json => json["pre_tokenizer"] = Sequence(Split(@"\p{Han}++"), ByteLevel(withPattern: false)));
        var problem = Assert.Throws<InvalidDataException>(() => BpeTokenizer.FromPretrained(folder.Path));
        Assert.StartsWith($"{folder["tokenizer.json"]} is not usable as a byte-level BPE tokenizer: Invalid pattern", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatNoTextHasMayBeMissing()
    {
        Write(json =>
        {
            var vocabulary = json["model"]!["vocab"]!.AsObject();
            var last = vocabulary.Count - 1;
            var moved = vocabulary.First(token => (int)token.Value! == last).Key;
            vocabulary[moved] = 0xC0;
            vocabulary.Remove("\u00c0"); // the letter that stands for the byte 0xC0
        });
        var tokenizer = BpeTokenizer.FromPretrained(folder.Path);
        Assert.Equal(Text, tokenizer.Decode(tokenizer.Encode(Text)));
        Write(json => json["model"]!["vocab"]!.AsObject().Remove("!"));
        Assert.Throws<InvalidDataException>(() => BpeTokenizer.FromPretrained(folder.Path));
    }

    [Fact]
    public void AFolderWithVocabularyAndMergesIsReadIfTheyAreGptTwos()
    {
        Train().SaveVocabularyAndMerges(folder.Path);
        Assert.Equal(Train().Encode(Text), BpeTokenizer.FromPretrained(folder.Path).Encode(Text));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"GPT2TokenizerFast"}""");
        Assert.Equal(Train().Encode(Text), BpeTokenizer.FromPretrained(folder.Path).Encode(Text));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"Qwen2Tokenizer"}""");
        var problem = Assert.Throws<InvalidDataException>(() => BpeTokenizer.FromPretrained(folder.Path));
        Assert.Contains("vocab.json and merges.txt are a Qwen2Tokenizer's, whose pattern only tokenizer.json has", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutAKnownTokenizerIsToldWhatIsNeeded()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => BpeTokenizer.FromPretrained(folder.Path));
        Assert.Equal($"There is no tokenizer in {folder.Path}: neither tokenizer.json nor vocab.json with merges.txt.", missing.Message);
        File.WriteAllText(folder["tokenizer.model"], "");
        var other = Assert.Throws<InvalidDataException>(() => BpeTokenizer.FromPretrained(folder.Path));
        Assert.Equal($"{folder["tokenizer.model"]} is a SentencePiece tokenizer, but only byte-level BPE is known, in tokenizer.json or in vocab.json and merges.txt.", other.Message);
    }

    [Fact]
    public void DamagedRulesNeverCrash()
    {
        Write(json => json["pre_tokenizer"] = Sequence(Split(Llama3Pattern), ByteLevel(withPattern: false)));
        var bytes = File.ReadAllBytes(folder["tokenizer.json"]);
        var at = bytes.AsSpan().IndexOf("pre_tokenizer"u8);
        var random = new SeededRandom(3);
        for (var i = 0; i < 300; i++)
        {
            byte[] mutated = [.. bytes];
            mutated[at + random.NextInt32(400)] = (byte)random.NextInt32(128);
            File.WriteAllBytes(folder["tokenizer.json"], mutated);
            try
            {
                var read = BpeTokenizer.FromPretrained(folder.Path);
                Assert.Equal(Text, read.Decode(read.Encode(Text))); // cut otherwise, perhaps, but nothing is lost
            }
            catch (InvalidDataException problem)
            {
                Assert.StartsWith(folder["tokenizer.json"], problem.Message, StringComparison.Ordinal);
            }
        }
    }

    private static BpeTokenizer Train() => BpeTrainer.Train(string.Concat(Enumerable.Repeat(Text + "(three (three (three ", 3)), 300, ["<|end|>"]);

    private int IdOf(string token) => (int)JsonNode.Parse(File.ReadAllText(folder["tokenizer.json"]))!["model"]!["vocab"]![token]!;

    /// <summary>A trained tokenizer's file, with a change.</summary>
    private void Write(Action<JsonObject> change)
    {
        WithTokens(["123", "(three", "three"]).Save(folder["tokenizer.json"]);
        var json = JsonNode.Parse(File.ReadAllText(folder["tokenizer.json"]))!.AsObject();
        change(json);
        File.WriteAllText(folder["tokenizer.json"], json.ToJsonString());
    }

    /// <summary>All bytes, and these tokens, each made byte by byte.</summary>
    private static BpeTokenizer WithTokens(string[] made)
    {
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        List<(int, int)> merges = [];
        foreach (var token in made)
        {
            var left = (int)token[0];
            for (var length = 2; length <= token.Length; length++)
            {
                var bytes = System.Text.Encoding.ASCII.GetBytes(token[..length]);
                merges.Add((left, token[length - 1]));
                left = tokens.FindIndex(known => known.SequenceEqual(bytes));
                if (left < 0)
                {
                    left = tokens.Count;
                    tokens.Add(bytes);
                }
            }
        }

        return new BpeTokenizer(tokens, merges);
    }

    private static void RemoveLastMergeOf(JsonObject json, string token)
    {
        var merges = json["model"]!["merges"]!.AsArray();
        merges.Remove(merges.First(merge => (string)merge![0]! + (string)merge[1]! == token));
    }

    private static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = pattern },
        ["behavior"] = "Isolated",
        ["invert"] = false,
    };

    private static JsonObject ByteLevel(bool withPattern) => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = withPattern };

    private static JsonObject Sequence(params JsonNode[] steps) => new() { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(steps) };
}
