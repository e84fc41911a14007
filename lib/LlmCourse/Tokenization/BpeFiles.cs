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
        Require(!IsTrue(model, "byte_fallback"), "its model uses byte_fallback");
        Require(IsEmpty(model, "continuing_subword_prefix") && IsEmpty(model, "end_of_word_suffix"), "its model marks the beginning or end of words");
        Require(!model.TryGetProperty("dropout", out var dropout) || dropout.ValueKind == JsonValueKind.Null || dropout.GetDouble() == 0, "its model drops merges at random");
        var rules = new BpeRules(ReadPreTokenizer(root), IsTrue(model, "ignore_merges"), ReadNormalizer(root));
        var vocabulary = ReadVocabulary(model.GetProperty("vocab"));
        var specials = new Dictionary<string, int>();
        if (root.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
            {
                var content = token.GetProperty("content").GetString()!;
                Require(!IsTrue(token, "lstrip") && !IsTrue(token, "rstrip") && !IsTrue(token, "single_word"), $"its added token '{content}' takes spaces or word boundaries along");
                Require(specials.TryAdd(content, token.GetProperty("id").GetInt32()), $"the added token '{content}' is there twice");
            }
        }

        var merges = model.GetProperty("merges").EnumerateArray().Select(merge => merge.ValueKind == JsonValueKind.Array
            ? (merge[0].GetString()!, merge[1].GetString()!)
            : SplitMerge(merge.GetString()!)).ToList();
        return Create(vocabulary, merges, specials, rules);
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
        WriteNormalizer(json, tokenizer.Rules);
        json.WritePropertyName("pre_tokenizer");
        WritePreTokenizer(json, tokenizer.Rules.PreTokenizer);
        json.WriteNull("post_processor");
        json.WritePropertyName("decoder");
        WriteByteLevel(json, withPattern: true);
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var property in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            json.WriteNull(property);
        }

        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", tokenizer.Rules.TakesWholePieces);

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

    public static BpeTokenizer ReadFolder(string folder)
    {
        var (json, vocabulary) = (Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, VocabularyName));
        if (File.Exists(json))
        {
            return ReadJson(json);
        }

        if (File.Exists(vocabulary))
        {
            RequireGpt2(Path.Combine(folder, "tokenizer_config.json"));
            return ReadVocabularyAndMerges(folder);
        }

        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.model").FirstOrDefault() is { } sentencePiece
            ? throw new InvalidDataException($"{sentencePiece} is a SentencePiece tokenizer, but only byte-level BPE is known, in tokenizer.json or in {VocabularyName} and {MergesName}.")
            : throw new FileNotFoundException($"There is no tokenizer in {folder}: neither tokenizer.json nor {VocabularyName} with {MergesName}.");
    }

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
            return Create(vocabulary, merges, specials.ToDictionary(token => token.Key, token => token.Value), BpeRules.Gpt2);
        });
    }

    public static void WriteVocabularyAndMerges(BpeTokenizer tokenizer, string folder)
    {
        if (tokenizer.Rules != BpeRules.Gpt2)
        {
            throw new InvalidOperationException($"{VocabularyName} and {MergesName} have no place for this tokenizer's own pattern; use Save, which writes tokenizer.json.");
        }

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
        Dictionary<string, int> vocabulary, List<(string Left, string Right)> merges, Dictionary<string, int> specials, BpeRules rules)
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

        return new BpeTokenizer(tokens, [.. merges.Select(merge => (IdOf(merge.Left), IdOf(merge.Right)))], specials, rules);

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

    /// <summary>Two files alone do not tell the pattern; where the folder says whose they are, it must be GPT-2's.</summary>
    private static void RequireGpt2(string path)
    {
        if (File.Exists(path))
        {
            Read(path, text =>
            {
                using var document = JsonDocument.Parse(text);
                var kind = document.RootElement.TryGetProperty("tokenizer_class", out var name) ? name.GetString() : null;
                Require(kind is null or "GPT2Tokenizer" or "GPT2TokenizerFast", $"{VocabularyName} and {MergesName} are a {kind}'s, whose pattern only tokenizer.json has");
                return true;
            });
        }
    }

    /// <summary>Whether text is brought into composed form.</summary>
    private static bool ReadNormalizer(JsonElement root)
    {
        if (IsNull(root, "normalizer"))
        {
            return false;
        }

        var normalizer = root.GetProperty("normalizer");
        var type = normalizer.GetProperty("type").GetString();
        if (type == "Sequence")
        {
            var steps = normalizer.GetProperty("normalizers").EnumerateArray().Select(step => step.GetProperty("type").GetString()).ToList();
            type = steps.FirstOrDefault(step => step != "NFC") ?? (steps.Count > 0 ? "NFC" : null);
        }

        Require(type is null or "NFC", $"it has the normalizer {type}, but only NFC is known");
        return type is not null;
    }

    private static PreTokenizer ReadPreTokenizer(JsonElement root)
    {
        Require(!IsNull(root, "pre_tokenizer"), "it has no pre_tokenizer, but ByteLevel is needed");
        var cut = root.GetProperty("pre_tokenizer");
        var steps = cut.GetProperty("type").GetString() == "Sequence" ? cut.GetProperty("pretokenizers").EnumerateArray().ToList() : [cut];
        Require(steps.Count > 0 && steps[^1].GetProperty("type").GetString() == "ByteLevel", "its pre_tokenizer does not end with ByteLevel");
        Require(!IsTrue(steps[^1], "add_prefix_space"), "its pre_tokenizer adds a space before the text");
        var endsWithGpt2 = !steps[^1].TryGetProperty("use_regex", out var pattern) || pattern.GetBoolean();
        return steps.Count == 1 && endsWithGpt2 ? PreTokenizer.Gpt2 : new PreTokenizer([.. steps.SkipLast(1).Select(ReadPattern)], endsWithGpt2);
    }

    private static string ReadPattern(JsonElement step)
    {
        var type = step.GetProperty("type").GetString();
        if (type == "Digits")
        {
            return IsTrue(step, "individual_digits") ? @"\p{N}" : @"\p{N}+";
        }

        Require(type == "Split", $"its pre_tokenizer has the step {type}, but only Split, Digits and, at the end, ByteLevel are known");
        Require(step.GetProperty("behavior").GetString() == "Isolated" && !IsTrue(step, "invert"), "its pre_tokenizer splits otherwise than Isolated");
        return step.GetProperty("pattern").TryGetProperty("Regex", out var regex)
            ? regex.GetString()!
            : throw new InvalidDataException("its pre_tokenizer splits by something else than a Regex");
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

    private static void WriteNormalizer(Utf8JsonWriter json, BpeRules rules)
    {
        if (!rules.ComposesText)
        {
            json.WriteNull("normalizer");
            return;
        }

        json.WriteStartObject("normalizer");
        json.WriteString("type", "NFC");
        json.WriteEndObject();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, PreTokenizer cut)
    {
        if (cut.Patterns.Count == 0)
        {
            WriteByteLevel(json, cut.EndsWithGpt2);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        foreach (var pattern in cut.Patterns)
        {
            json.WriteStartObject();
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", pattern);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
            json.WriteEndObject();
        }

        WriteByteLevel(json, cut.EndsWithGpt2);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, bool withPattern)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", withPattern);
        json.WriteEndObject();
    }

    private static bool IsTrue(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool IsNull(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    private static bool IsEmpty(JsonElement parent, string name) => IsNull(parent, name) || parent.GetProperty(name).GetString() == "";

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
