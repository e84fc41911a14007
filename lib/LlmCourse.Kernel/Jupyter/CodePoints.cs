using System.Text;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>Jupyter counts a text's characters as Unicode code points, .NET in UTF-16 units; an emoji is one there and two here.</summary>
internal static class CodePoints
{
    /// <summary>The place in UTF-16 units; at the end where the text is shorter.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (codePoints-- <= 0)
            {
                break;
            }

            place += rune.Utf16SequenceLength;
        }

        return place;
    }

    /// <summary>The place in code points.</summary>
    public static int FromUtf16(string text, int place) => text.AsSpan(0, place).EnumerateRunes().Count();

    private static int Count(this SpanRuneEnumerator runes)
    {
        var count = 0;
        foreach (var _ in runes)
        {
            count++;
        }

        return count;
    }
}
