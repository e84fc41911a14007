using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmCourse.Tokenization;

/// <summary>
/// Cuts a text into the pieces that merges never cross: by the patterns of a tokenizer's file, one after the other, and at the end, where the file
/// says so, by GPT-2's. (Llama 3, Qwen and SmolLM have patterns of their own.)
/// </summary>
internal sealed class PreTokenizer
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(10); // a pattern from outside may be a trap
    private static readonly Dictionary<UnicodeCategory, char> StandIns = CreateStandIns();
    private readonly Regex[] regexes;

    /// <exception cref="ArgumentException">A pattern is not one that .NET understands.</exception>
    public PreTokenizer(IReadOnlyList<string> patterns, bool endsWithGpt2)
    {
        (Patterns, EndsWithGpt2) = (patterns, endsWithGpt2);
        regexes = [.. patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch))];
    }

    /// <summary>GPT-2's own: its pattern and nothing before it.</summary>
    public static PreTokenizer Gpt2 { get; } = new([], endsWithGpt2: true);

    /// <summary>The patterns in order: what they match is a piece, and what lies between two matches is one too.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Whether the pieces are cut once more, by GPT-2's pattern.</summary>
    public bool EndsWithGpt2 { get; }

    /// <summary>The lengths of the pieces, in UTF-16 units; together they are the text.</summary>
    public List<int> PieceLengths(ReadOnlySpan<char> text)
    {
        List<int> lengths = text.IsEmpty ? [] : [text.Length];
        if (regexes.Length > 0 && !text.IsEmpty)
        {
            // .NET's patterns see half characters where a character takes two units; one unit of the same category stands in for each.
            var single = OneUnitEach(text);
            lengths = regexes.Aggregate([single.Length], (List<int> pieces, Regex regex) => Cut(single, pieces, regex));
            lengths = single.Length == text.Length ? lengths : Widen(text, lengths);
        }

        return EndsWithGpt2 ? CutAsGpt2(text, lengths) : lengths;
    }

    private static List<int> Cut(string text, List<int> pieces, Regex regex)
    {
        var (cut, start) = (new List<int>(text.Length / 3), 0);
        foreach (var length in pieces)
        {
            var end = 0; // of the last match, within the piece
            foreach (var match in regex.EnumerateMatches(text.AsSpan(start, length)))
            {
                Add(match.Index - end);
                Add(match.Length);
                end = match.Index + match.Length;
            }

            Add(length - end);
            start += length;
        }

        return cut;

        void Add(int length)
        {
            if (length > 0)
            {
                cut.Add(length);
            }
        }
    }

    private static List<int> CutAsGpt2(ReadOnlySpan<char> text, List<int> pieces)
    {
        var cut = new List<int>(text.Length / 3);
        foreach (var length in pieces)
        {
            for (var piece = text[..length]; !piece.IsEmpty; piece = piece[cut[^1]..])
            {
                cut.Add(Gpt2PreTokenizer.PieceLength(piece));
            }

            text = text[length..];
        }

        return cut;
    }

    private static string OneUnitEach(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text.ToString();
        }

        var units = new StringBuilder(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            units.Append(character.IsBmp ? (char)character.Value : StandIns[Rune.GetUnicodeCategory(character)]);
        }

        return units.ToString();
    }

    /// <summary>Lengths in characters, as lengths in UTF-16 units of the text that they came from.</summary>
    private static List<int> Widen(ReadOnlySpan<char> text, List<int> lengths)
    {
        var (wide, at) = (new List<int>(lengths.Count), 0);
        foreach (var length in lengths)
        {
            var start = at;
            for (var i = 0; i < length; i++)
            {
                at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
            }

            wide.Add(at - start);
        }

        return wide;
    }

    /// <summary>For each category the first character beyond Latin-1 that has it.</summary>
    private static Dictionary<UnicodeCategory, char> CreateStandIns()
    {
        var standIns = new Dictionary<UnicodeCategory, char>();
        for (var unit = '\u0100'; unit < char.MaxValue; unit++)
        {
            standIns.TryAdd(char.GetUnicodeCategory(unit), unit);
        }

        return standIns;
    }
}
