using System.Text;
using System.Text.RegularExpressions;

namespace LlmCourse.Tokenization;

/// <summary>
/// One token per word, number or punctuation mark of a closed vocabulary. A word brings the space before it, as in GPT-2's tokens; at the start
/// of a line that space is not written. White space other than line breaks is not kept. (Chapter 05.)
/// </summary>
public sealed partial class WordTokenizer : ITokenizer
{
    private const string StandsClose = ".,:;?!"; // marks that follow a word without a space

    private readonly Dictionary<string, int> ids = [];
    private readonly string[] words;
    private readonly byte[][] bytesOf;
    private readonly HashSet<string> special;

    /// <summary>Creates a tokenizer; ids follow the order of the words, then that of the special tokens.</summary>
    /// <param name="words">The vocabulary: words, numbers, punctuation marks and, where lines matter, "\n".</param>
    /// <param name="specialTokens">Texts such as <c>&lt;user&gt;</c> that are one token each where the caller asks for it; none when null.</param>
    /// <exception cref="ArgumentException">There is no word, one comes twice, or one is not a single word.</exception>
    public WordTokenizer(IEnumerable<string> words, IEnumerable<string>? specialTokens = null)
    {
        special = [.. specialTokens ?? []];
        this.words = [.. words, .. special];
        if (this.words.Length == 0)
        {
            throw new ArgumentException("The vocabulary is empty; pass the words that the texts consist of.");
        }

        foreach (var word in this.words)
        {
            Require(special.Contains(word) || Pieces(word).SequenceEqual([word]), word, "is not a single word, number or mark");
            Require(ids.TryAdd(word, ids.Count), word, "comes twice");
        }

        bytesOf = Array.ConvertAll(this.words, word => Encoding.UTF8.GetBytes(HasSpaceBefore(word) ? " " + word : word));
    }

    /// <inheritdoc/>
    public int VocabularySize => words.Length;

    /// <summary>All words in the order of their ids.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>The id of a word.</summary>
    /// <exception cref="ArgumentException">The word is not in the vocabulary.</exception>
    public int this[string word] => ids.TryGetValue(word, out var id) ? id : throw Unknown(word);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The text holds a word that is not in the vocabulary; the message names it.</exception>
    public int[] Encode(string text, bool recogniseSpecialTokens = false)
    {
        if (!recogniseSpecialTokens || special.Count == 0)
        {
            return [.. Pieces(text).Select(word => !special.Contains(word) ? this[word] : throw Unknown(word))];
        }

        var parts = Regex.Split(text, "(" + string.Join('|', special.OrderByDescending(s => s.Length).Select(Regex.Escape)) + ")");
        return [.. parts.SelectMany(part => special.Contains(part) ? [part] : Pieces(part)).Select(word => this[word])];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            var piece = Encoding.UTF8.GetString(TokenBytes(token));
            var startsLine = text.Length == 0 || text[^1] == '\n';
            text.Append(startsLine ? piece.TrimStart(' ') : piece);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TokenBytes(int token) => bytesOf.BytesAt(token);

    private static IEnumerable<string> Pieces(string text) => Piece().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"\n|'s\b|[\p{L}\p{N}]+|[^\s]")]
    private static partial Regex Piece();

    private static void Require(bool holds, string word, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException($"The vocabulary's entry '{word}' {problem}; give each word once and on its own.");
        }
    }

    private bool HasSpaceBefore(string word) => !special.Contains(word) && word is not ("\n" or "'s") && !StandsClose.Contains(word, StringComparison.Ordinal);

    private ArgumentException Unknown(string word) => new(
        $"The word '{word}' is not among the {VocabularySize} of this tokenizer; write the text with its words only, or use a BpeTokenizer, which can express any text.");
}
