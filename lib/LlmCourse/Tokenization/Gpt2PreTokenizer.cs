using System.Globalization;
using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>
/// Cuts a text into the pieces that merges never cross: words with the space before them, numbers, punctuation, white space. Written by
/// hand for speed; it gives what GPT-2's pattern gives (Radford et al. 2019, <c>encoder.py</c>), read as code points as there:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>. (Chapter 01.)
/// </summary>
public static class Gpt2PreTokenizer
{
    private static readonly CharacterKind[] AsciiKinds = [.. Enumerable.Range(0, 128).Select(code => KindOf(new Rune(code)))];

    /// <summary>All pieces of a text, in order; together they are the text.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = PieceLength(text.AsSpan(start));
            yield return text.Substring(start, length);
            start += length;
        }
    }

    /// <summary>Length of the first piece of a text that is not empty, in UTF-16 units.</summary>
    public static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'' && ContractionLength(text) is var contraction and > 0)
        {
            return contraction;
        }

        var start = text[0] == ' ' && text.Length > 1 ? 1 : 0; // a piece takes one space before it along
        var kind = KindAt(text, start, out _);
        if (kind != CharacterKind.Space)
        {
            return RunEnd(text, start, kind);
        }

        // White space: all of it at the end of the text; else the last one is left for the next piece, unless it is alone.
        var end = RunEnd(text, 0, CharacterKind.Space);
        return end == text.Length || end == 1 ? end : end - 1;
    }

    private static int ContractionLength(ReadOnlySpan<char> text) => text[1..] switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 2,
        ['r' or 'v', 'e', ..] => 3,
        ['l', 'l', ..] => 3,
        _ => 0,
    };

    private static int RunEnd(ReadOnlySpan<char> text, int start, CharacterKind kind)
    {
        var end = start;
        while (end < text.Length && KindAt(text, end, out var width) == kind)
        {
            end += width;
        }

        return end;
    }

    private static CharacterKind KindAt(ReadOnlySpan<char> text, int index, out int width)
    {
        var unit = text[index];
        if (unit < 128)
        {
            width = 1;
            return AsciiKinds[unit];
        }

        Rune.DecodeFromUtf16(text[index..], out var character, out width); // a lone surrogate reads as U+FFFD, a symbol
        return KindOf(character);
    }

    private static CharacterKind KindOf(Rune character) => Rune.GetUnicodeCategory(character) switch
    {
        <= UnicodeCategory.OtherLetter => CharacterKind.Letter, // the five letter categories come first
        >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => CharacterKind.Number,
        _ => Rune.IsWhiteSpace(character) ? CharacterKind.Space : CharacterKind.Symbol,
    };
}
