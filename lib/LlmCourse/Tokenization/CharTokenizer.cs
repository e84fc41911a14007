using System.Text;
using System.Text.Json;
using LlmCourse.Runtime;

namespace LlmCourse.Tokenization;

/// <summary>
/// One token per character (Unicode code point), numbered in code point order, as in nanoGPT's <c>shakespeare_char</c>. (Chapter 01.)
/// </summary>
public sealed class CharTokenizer : ITokenizer
{
    private readonly Dictionary<Rune, int> ids = [];
    private readonly byte[][] bytesOf;

    /// <summary>Creates a tokenizer that knows exactly the characters of a text; a lone surrogate counts as U+FFFD.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public CharTokenizer(string text)
    {
        var alphabet = text.EnumerateRunes().Distinct().Order().ToArray();
        if (alphabet.Length == 0)
        {
            throw new ArgumentException("The text is empty, but a vocabulary needs at least one character; pass the text that you want to encode.");
        }

        bytesOf = new byte[alphabet.Length][];
        for (var id = 0; id < alphabet.Length; id++)
        {
            ids[alphabet[id]] = id;
            bytesOf[id] = Encoding.UTF8.GetBytes(alphabet[id].ToString());
        }
    }

    /// <inheritdoc/>
    public int VocabularySize => bytesOf.Length;

    /// <summary>All characters in the order of their ids.</summary>
    public string Alphabet => this.Decode(Enumerable.Range(0, VocabularySize));

    /// <summary>Reads a tokenizer that <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or something else.</exception>
    public static CharTokenizer Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no tokenizer at {path}; make one with new CharTokenizer(text) and save it there.");
        }

        try
        {
            var file = JsonSerializer.Deserialize<CharTokenizerFile>(File.ReadAllText(path))!;
            return file.Type == CharTokenizerFile.TypeName
                ? new CharTokenizer(file.Alphabet)
                : throw new InvalidDataException($"{path} is a tokenizer of type '{file.Type}', but '{CharTokenizerFile.TypeName}' is needed here.");
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or NullReferenceException)
        {
            throw new InvalidDataException($"{path} is damaged or no character tokenizer ({problem.Message}); save the tokenizer anew.", problem);
        }
    }

    /// <summary>Writes the alphabet as JSON, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public void Save(string path) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(new CharTokenizerFile(CharTokenizerFile.TypeName, Alphabet)));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The text holds a character that is not in the vocabulary.</exception>
    public int[] Encode(string text, bool recogniseSpecialTokens = false)
    {
        var tokens = new List<int>(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            tokens.Add(ids.TryGetValue(character, out var id) ? id : throw Unknown(character, tokens.Count));
        }

        return [.. tokens];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens) => this.JoinBytes(tokens);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TokenBytes(int token) => bytesOf.BytesAt(token);

    private ArgumentException Unknown(Rune character, int position) => new(
        $"The character '{character}' (U+{character.Value:X4}) at position {position} is not among the {VocabularySize} characters of this tokenizer; "
        + "build it from a text that holds the character, or use a BpeTokenizer, which can express any text.");
}
