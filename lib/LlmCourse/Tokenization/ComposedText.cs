using System.Globalization;
using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>
/// Brings a text into Unicode's composed form (NFC), in which an é is one character, as some tokenizers want it. A program that runs without
/// Unicode's tables (InvariantGlobalization, as the course does) cannot do that; it passes a text that is composed already, as nearly all are,
/// and refuses one that might not be instead of giving it other tokens.
/// </summary>
internal static class ComposedText
{
    /// <summary>The code points whose NFC_Quick_Check is not Yes (Unicode 14, annex 15): alone or after others, NFC may change them.</summary>
    private const string Changeable =
        "300-304 306-30C 30F 311 313-314 31B 323-328 32D-32E 330-331 338 340-345 374 37E 387 653-655 93C 958-95F 9BE 9D7 9DC-9DD " +
        "9DF A33 A36 A59-A5B A5E B3E B56-B57 B5C-B5D BBE BD7 C56 CC2 CD5-CD6 D3E D57 DCA DCF DDF F43 F4D F52 F57 F5C F69 F73 " +
        "F75-F76 F78 F81 F93 F9D FA2 FA7 FAC FB9 102E 1161-1175 11A8-11C2 1B35 1F71 1F73 1F75 1F77 1F79 1F7B 1F7D 1FBB 1FBE 1FC9 " +
        "1FCB 1FD3 1FDB 1FE3 1FEB 1FEE-1FEF 1FF9 1FFB 1FFD 2000-2001 2126 212A-212B 2329-232A 2ADC 3099-309A F900-FA0D FA10 FA12 " +
        "FA15-FA1E FA20 FA22 FA25-FA26 FA2A-FA6D FA70-FAD9 FB1D FB1F FB2A-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4E 110BA " +
        "11127 1133E 11357 114B0 114BA 114BD 115AF 11930 1D15E-1D164 1D1BB-1D1C0 2F800-2FA1D";

    private static readonly (int First, int Last)[] Ranges = [.. Changeable.Split(' ').Select(range => range.Split('-'))
        .Select(ends => (Hex(ends[0]), Hex(ends[^1])))];

    private static readonly bool RuntimeComposes = "e\u0301".Normalize().Length == 1;

    /// <summary>The text in composed form.</summary>
    /// <exception cref="ArgumentException">The text might not be composed, and this program has not the tables to do it.</exception>
    public static string Of(ReadOnlySpan<char> text)
    {
        var given = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString())); // a lone surrogate becomes U+FFFD
        if (RuntimeComposes)
        {
            return given.Normalize(NormalizationForm.FormC);
        }

        RequireComposed(given);
        return given;
    }

    /// <summary>Refuses a text of which it is not certain that it is composed.</summary>
    internal static void RequireComposed(string text)
    {
        var followsMark = false;
        foreach (var character in text.EnumerateRunes())
        {
            var isMark = character.Value >= 0x300 && Rune.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;
            if (character.Value >= 0x300 && ((isMark && followsMark) || IsChangeable(character.Value))) // two marks may stand in another order
            {
                throw new ArgumentException(
                    $"This tokenizer wants text in composed form (NFC), and U+{character.Value:X4} in this text may have to be composed, which a program with InvariantGlobalization cannot do. Compose the text before, or run without that setting.");
            }

            followsMark = isMark;
        }
    }

    private static bool IsChangeable(int code)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last) = Ranges[middle];
            if (code >= first && code <= last)
            {
                return true;
            }

            (low, high) = code < first ? (low, middle - 1) : (middle + 1, high);
        }

        return false;
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
