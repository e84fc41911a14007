using System.Text;

namespace LlmCourse.Display.Drawing;

/// <summary>
/// How wide a text will be at most, about: nobody measures fonts here, so the widths are Helvetica's by kinds of letters, and a tenth more,
/// since the fonts of some systems are that much wider.
/// </summary>
internal static class TextWidth
{
    public static double Of(string text, double size, bool bold = false) =>
        text.EnumerateRunes().Sum(OfRune) * size * (bold ? 1.24 : 1.1);

    private static double OfRune(Rune rune) => rune.Value switch
    {
        >= 0x2E80 => 1.0, // Chinese, Japanese, Korean, and pictures
        >= 128 => 0.56,
        var ascii when "ijl'|!.,:;I".Contains((char)ascii) => 0.25,
        var ascii when " ft()[]{}/\\r-`\"".Contains((char)ascii) => 0.33,
        var ascii when "mMW@%".Contains((char)ascii) => 0.86,
        >= 'A' and <= 'Z' or 'w' => 0.70,
        _ => 0.56,
    };

    /// <summary>The text in lines no wider than the limit, broken at spaces; a longer word keeps a line of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, double limit, double size, bool bold = false)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Of(longer, size, bold) > limit)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The text, or as much of its start as fits with an ellipsis.</summary>
    public static string Fit(string text, double limit, double size)
    {
        if (Of(text, size) <= limit)
        {
            return text;
        }

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Of(kept + rune.ToString() + "…", size) > limit)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.Append('…').ToString();
    }
}
