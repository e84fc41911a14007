using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmCourse.Runtime;

namespace LlmCourse.Tokenization;

/// <summary>
/// The two usual file forms of byte-level BPE: Hugging Face's <c>tokenizer.json</c>, and GPT-2's <c>vocab.json</c> with <c>merges.txt</c>.
/// In both, tokens are written in the <see cref="ByteAlphabet"/>, special tokens as they are.
/// </summary>
internal static class BpeFiles
{
    private const string VocabularyName = "vocab.json";
    private const string MergesName = "merges.txt";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BpeTokenizer ReadJson(string path) => Read(path, text =>
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var model = root.GetProperty("model");
        Require(model.GetProperty("type").GetString() == "BPE", "its model is not BPE");
        Require(!IsTrue(model, "ignore_merges") && !IsTrue(model, "byte_fallback"), "its model uses ignore_merges or byte_fallback");
        Require(IsNull(root, "normalizer"), "it has a normalizer");
        Require(
            root.TryGetProperty("pre_tokenizer", out var cut) && cut.ValueKind == JsonValueKind.Object
                && cut.GetProperty("type").GetString() == "ByteLevel" && !IsTrue(cut, "add_prefix_space")
                && (!cut.TryGetProperty("use_regex", out var pattern) || pattern.GetBoolean()),
            "its pre_tokenizer is not ByteLevel with GPT-2's pattern and no added space");

        var vocabulary = ReadVocabulary(model.GetProperty("vocab"));
        var specials = new Dictionary<string, int>();
        if (root.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
            {
                specials[token.GetProperty("content").GetString()!] = token.GetProperty("id").GetInt32();
            }
        }

        var merges = model.GetProperty("merges").EnumerateArray().Select(merge => merge.ValueKind == JsonValueKind.Array
            ? (merge[0].GetString()!, merge[1].GetString()!)
            : SplitMerge(merge.GetString()!)).ToList();
        return Create(vocabulary, merges, specials);
    });

    public static void WriteJson(BpeTokenizer tokenizer, string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, Readable);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        foreach (var (text, id) in tokenizer.SpecialTokens.OrderBy(special => special.Value))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", text);
            foreach (var property in (string[])["single_word", "lstrip", "rstrip", "normalized"])
            {
                json.WriteBoolean(property, false);
            }

            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("normalizer");
        WriteByteLevel(json, "pre_tokenizer");
        json.WriteNull("post_processor");
        WriteByteLevel(json, "decoder");
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var property in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            json.WriteNull(property);
        }

        foreach (var property in (string[])["fuse_unk", "byte_fallback", "ignore_merges"])
        {
            json.WriteBoolean(property, false);
        }

        json.WritePropertyName("vocab");
        WriteVocabulary(json, tokenizer, withSpecialTokens: false);
        json.WriteStartArray("merges");
        foreach (var (left, right) in tokenizer.Merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(ByteAlphabet.Write(tokenizer.TokenBytes(left)));
            json.WriteStringValue(ByteAlphabet.Write(tokenizer.TokenBytes(right)));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static BpeTokenizer ReadVocabularyAndMerges(string folder)
    {
        var vocabulary = Read(Path.Combine(folder, VocabularyName), text =>
        {
            using var document = JsonDocument.Parse(text);
            return ReadVocabulary(document.RootElement);
        });
        return Read(Path.Combine(folder, MergesName), text =>
        {
            var lines = text.Split('\n', StringSplitOptions.TrimEntries);
            var merges = lines.Where((line, i) => line.Length > 0 && !(i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
                .Select(SplitMerge).ToList();
            var made = merges.Select(merge => merge.Left + merge.Right).ToHashSet();
            var specials = vocabulary.Where(token => !made.Contains(token.Key) && ByteAlphabet.TryRead(token.Key) is not { Length: 1 });
            return Create(vocabulary, merges, specials.ToDictionary(token => token.Key, token => token.Value));
        });
    }

    public static void WriteVocabularyAndMerges(BpeTokenizer tokenizer, string folder)
    {
        AtomicFile.Write(Path.Combine(folder, VocabularyName), stream =>
        {
            using var json = new Utf8JsonWriter(stream, Readable);
            WriteVocabulary(json, tokenizer, withSpecialTokens: true);
        });
        var lines = tokenizer.Merges.Select(merge =>
            $"{ByteAlphabet.Write(tokenizer.TokenBytes(merge.Left))} {ByteAlphabet.Write(tokenizer.TokenBytes(merge.Right))}\n");
        AtomicFile.WriteText(Path.Combine(folder, MergesName), "#version: 0.2\n" + string.Concat(lines));
    }

    private static BpeTokenizer Create(
        Dictionary<string, int> vocabulary, List<(string Left, string Right)> merges, Dictionary<string, int> specials)
    {
        var tokens = new byte[vocabulary.Keys.Concat(specials.Keys).Distinct().Count()][];
        foreach (var (text, id) in vocabulary.Where(token => !specials.ContainsKey(token.Key)))
        {
            Place(id, text, ByteAlphabet.TryRead(text));
        }

        foreach (var (text, id) in specials)
        {
            Place(id, text, Encoding.UTF8.GetBytes(text));
        }

        return new BpeTokenizer(tokens, [.. merges.Select(merge => (IdOf(merge.Left), IdOf(merge.Right)))], specials);

        void Place(int id, string text, byte[]? bytes)
        {
            Require(bytes is not null, $"the token '{text}' holds a character that stands for no byte");
            Require(id >= 0 && id < tokens.Length, $"the token '{text}' has id {id}, but the ids of {tokens.Length} tokens must run from 0 to {tokens.Length - 1}");
            Require(tokens[id] is null, $"the id {id} is given twice");
            tokens[id] = bytes!;
        }

        int IdOf(string text) => vocabulary.TryGetValue(text, out var id)
            ? id
            : throw new InvalidDataException($"a merge uses '{text}', which is not in the vocabulary");
    }

    /// <summary>Reads a file and gives every way in which it can be wrong the same readable form.</summary>
    private static T Read<T>(string path, Func<string, T> parse)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no tokenizer file {path}; train one with BpeTrainer.Train and save it there.");
        }

        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException or ArgumentException or KeyNotFoundException
            or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(
                $"{path} is not usable as a byte-level BPE tokenizer: {problem.Message.TrimEnd('.')}. Save the tokenizer anew, or fetch the file again.", problem);
        }
    }

    private static (string Left, string Right) SplitMerge(string line) => line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
        ? (left, right)
        : throw new InvalidDataException($"the merge '{line}' is not two tokens with a space between them");

    private static Dictionary<string, int> ReadVocabulary(JsonElement vocabulary)
    {
        var ids = new Dictionary<string, int>();
        foreach (var token in vocabulary.EnumerateObject())
        {
            Require(ids.TryAdd(token.Name, token.Value.GetInt32()), $"the token '{token.Name}' is there twice");
        }

        return ids;
    }

    private static void WriteVocabulary(Utf8JsonWriter json, BpeTokenizer tokenizer, bool withSpecialTokens)
    {
        var specials = tokenizer.SpecialTokens.ToDictionary(special => special.Value, special => special.Key);
        json.WriteStartObject();
        for (var id = 0; id < tokenizer.VocabularySize; id++)
        {
            if (!specials.TryGetValue(id, out var special))
            {
                json.WriteNumber(ByteAlphabet.Write(tokenizer.TokenBytes(id)), id);
            }
            else if (withSpecialTokens)
            {
                json.WriteNumber(special, id);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }

    private static bool IsTrue(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool IsNull(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
