using System.Text.Json.Nodes;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Tokenization;

public sealed class BpeFilesTests : IDisposable
{
    private const string Text = "to be or not to be: the cat sat on the mat; it's the café's bandana, the \"banana\" \\ 😀😀\n\n";
    private readonly TemporaryFolder folder = new();
    private readonly BpeTokenizer tokenizer = BpeTrainer.Train(Text, 270, ["<|end of text|>", "<|user|>"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void IdsAreEqualAfterSavingAndLoadingTokenizerJson()
    {
        tokenizer.Save(folder["tokenizer.json"]);
        AssertSame(BpeTokenizer.Load(folder["tokenizer.json"]));
    }

    [Fact]
    public void IdsAreEqualAfterSavingAndLoadingVocabularyAndMerges()
    {
        tokenizer.SaveVocabularyAndMerges(folder.Path);
        AssertSame(BpeTokenizer.LoadVocabularyAndMerges(folder.Path));
    }

    [Fact]
    public void FilesAreWrittenInGpt2sAlphabet()
    {
        tokenizer.SaveVocabularyAndMerges(folder.Path);
        var lines = File.ReadAllLines(folder["merges.txt"]);
        Assert.Equal("#version: 0.2", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("Ġ ", StringComparison.Ordinal)); // a space
        var vocabulary = JsonNode.Parse(File.ReadAllText(folder["vocab.json"]))!.AsObject();
        Assert.Equal(32, (int)vocabulary["Ġ"]!);
        Assert.Equal(10, (int)vocabulary["Ċ"]!);
        Assert.Equal(tokenizer.SpecialTokens["<|end of text|>"], (int)vocabulary["<|end of text|>"]!);
    }

    [Fact]
    public void MergesMayBeStringsAsOlderFilesHaveThem()
    {
        var json = Saved();
        json["model"]!["merges"] = new JsonArray([.. json["model"]!["merges"]!.AsArray().Select(m => (JsonNode)$"{m![0]} {m[1]}")]);
        AssertSame(BpeTokenizer.Load(Write(json)));
    }

    [Fact]
    public void AnOldTokenizerStaysWhenTheNewOneCannotBeWritten()
    {
        tokenizer.Save(folder["tokenizer.json"]);
        Directory.CreateDirectory(folder[$"tokenizer.json.{Environment.ProcessId}.partial"]); // in the way of the temporary file
        Assert.Throws<IOException>(() => BpeTrainer.Train("x", 256).Save(folder["tokenizer.json"]));
        AssertSame(BpeTokenizer.Load(folder["tokenizer.json"]));
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var problem = Assert.Throws<FileNotFoundException>(() => BpeTokenizer.Load(folder["none.json"]));
        Assert.Equal($"There is no tokenizer file {folder["none.json"]}; train one with BpeTrainer.Train and save it there.", problem.Message);
    }

    [Theory]
    [InlineData("normalizer", """{"type":"NFKC"}""", "it has the normalizer NFKC, but only NFC is known")]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}""", "it has the normalizer Lowercase, but only NFC is known")]
    [InlineData("pre_tokenizer", "null", "it has no pre_tokenizer, but ByteLevel is needed")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace"}""", "its pre_tokenizer does not end with ByteLevel")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true}""", "its pre_tokenizer adds a space before the text")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"ByteLevel"}]}""", "its pre_tokenizer has the step Whitespace, but only Split, Digits and, at the end, ByteLevel are known")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"x"},"behavior":"Removed"},{"type":"ByteLevel"}]}""", "its pre_tokenizer splits otherwise than Isolated")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"String":"x"},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "its pre_tokenizer splits by something else than a Regex")]
    [InlineData("model/type", "\"Unigram\"", "its model is not BPE")]
    [InlineData("model/byte_fallback", "true", "its model uses byte_fallback")]
    [InlineData("model/end_of_word_suffix", "\"</w>\"", "its model marks the beginning or end of words")]
    [InlineData("model/dropout", "0.1", "its model drops merges at random")]
    [InlineData("added_tokens/0", """{"id":268,"content":"<|user|>","lstrip":true}""", "its added token '<|user|>' takes spaces or word boundaries along")]
    [InlineData("model/type", "\"WordPiece\"", "its model is not BPE")]
    [InlineData("model/vocab/!", "33000", "the token '!' has id 33000, but the ids of 270 tokens must run from 0 to 269")]
    [InlineData("model/vocab/!", "34", "the id 34 is given twice")]
    [InlineData("model/vocab/ЖЖ", "270", "the token 'ЖЖ' holds a character that stands for no byte")]
    [InlineData("model/merges/0", "\"th\"", "the merge 'th' is not two tokens with a space between them")]
    [InlineData("model/merges/0", """["zy","zz"]""", "a merge uses 'zy', which is not in the vocabulary")]
    [InlineData("model/merges/0", """["q","q"]""", "The merge of 'q' and 'q' gives a token that is not in the vocabulary")]
    public void WhatDoesNotFitIsSaidInOneSentence(string where, string value, string reason)
    {
        var json = Saved();
        var keys = where.Split('/');
        var parent = keys[..^1].Aggregate((JsonNode)json, (node, key) => node[key]!);
        if (parent is JsonArray list)
        {
            list[0] = JsonNode.Parse(value);
        }
        else
        {
            parent[keys[^1]] = JsonNode.Parse(value);
        }

        var path = Write(json);
        var problem = Assert.Throws<InvalidDataException>(() => BpeTokenizer.Load(path));
        Assert.Equal($"{path} is not usable as a byte-level BPE tokenizer: {reason}. Save the tokenizer anew, or fetch the file again.", problem.Message);
    }

    [Fact]
    public void DamagedFilesNeverCrash()
    {
        tokenizer.Save(folder["tokenizer.json"]);
        var bytes = File.ReadAllBytes(folder["tokenizer.json"]);
        var random = new SeededRandom(11);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            byte[] mutated = [.. bytes];
            mutated[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
            var length = i % 3 == 0 ? random.NextInt32(bytes.Length) : bytes.Length;
            File.WriteAllBytes(folder["mutated.json"], mutated[..length]);
            try
            {
                var read = BpeTokenizer.Load(folder["mutated.json"]);
                read.Decode(read.Encode(Text)); // a harmless change: still a tokenizer
            }
            catch (InvalidDataException problem)
            {
                refused++;
                Assert.StartsWith(folder["mutated.json"], problem.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(refused, 150, 300);
    }

    [Fact]
    public void VocabularyAndMergesThatDoNotBelongTogetherAreRefused()
    {
        tokenizer.SaveVocabularyAndMerges(folder.Path);
        var vocabulary = File.ReadAllText(folder["vocab.json"]);
        BpeTrainer.Train("zyzyzy xwxwxw zyzy", 262).SaveVocabularyAndMerges(folder.Path);
        File.WriteAllText(folder["vocab.json"], vocabulary);
        var problem = Assert.Throws<InvalidDataException>(() => BpeTokenizer.LoadVocabularyAndMerges(folder.Path));
        Assert.Contains("merges.txt is not usable", problem.Message, StringComparison.Ordinal);
    }

    private void AssertSame(BpeTokenizer loaded)
    {
        Assert.Equal(tokenizer.VocabularySize, loaded.VocabularySize);
        Assert.Equal(tokenizer.Merges, loaded.Merges);
        Assert.Equal(tokenizer.SpecialTokens.OrderBy(s => s.Value), loaded.SpecialTokens.OrderBy(s => s.Value));
        var text = Text + "<|user|>" + Text + "<|end of text|>";
        Assert.Equal(tokenizer.Encode(text), loaded.Encode(text));
        Assert.Equal(tokenizer.Encode(text, recogniseSpecialTokens: true), loaded.Encode(text, recogniseSpecialTokens: true));
    }

    private JsonObject Saved()
    {
        tokenizer.Save(folder["tokenizer.json"]);
        return JsonNode.Parse(File.ReadAllText(folder["tokenizer.json"]))!.AsObject();
    }

    private string Write(JsonObject json)
    {
        File.WriteAllText(folder["changed.json"], json.ToJsonString());
        return folder["changed.json"];
    }
}
