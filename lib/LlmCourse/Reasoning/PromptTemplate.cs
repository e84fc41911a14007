using System.Text;

namespace LlmCourse.Reasoning;

/// <summary>
/// A prompt with gaps: "Q: {question}\nA:". Twice a brace stands for the brace itself. What is put into a gap is taken as it is: braces in it open no gap.
/// (Chapter 13.)
/// </summary>
public sealed class PromptTemplate
{
    private readonly List<(string Text, bool IsVariable)> parts;

    /// <summary>Reads a template.</summary>
    /// <exception cref="ArgumentException">A gap has no name or no end, or a brace stands alone.</exception>
    public PromptTemplate(string text) => (Text, parts) = (text, Parse(text));

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the gaps, each once.</summary>
    public IReadOnlyList<string> Variables => [.. parts.Where(part => part.IsVariable).Select(part => part.Text).Distinct()];

    /// <summary>A text in which no brace opens a gap.</summary>
    public static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>Fills the gaps.</summary>
    /// <exception cref="ArgumentException">A gap has no value, or a value no gap.</exception>
    public string Render(params IReadOnlyList<(string Name, string Value)> values)
    {
        var given = values.ToDictionary(value => value.Name, value => value.Value);
        Require(Variables.Except(given.Keys), "needs a value for", $"it was given {Listed(given.Keys)}");
        Require(given.Keys.Except(Variables), "has no gap for", $"its gaps are {Listed(Variables)}");
        return string.Concat(parts.Select(part => part.IsVariable ? given[part.Text] : part.Text));
    }

    private static string Listed(IEnumerable<string> names) => names.Any() ? string.Join(", ", names) : "none";

    private static void Require(IEnumerable<string> missing, string problem, string known)
    {
        if (missing.Any())
        {
            throw new ArgumentException($"The template {problem} {Listed(missing)}; {known}.");
        }
    }

    private static List<(string Text, bool IsVariable)> Parse(string text)
    {
        List<(string, bool)> parts = [];
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                plain.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                plain.Append(text[i++]);
            }
            else
            {
                var end = text[i] == '{' ? text.IndexOf('}', i) : -1;
                var name = end > i ? text[(i + 1)..end].Trim() : "";
                parts.Add((plain.ToString(), false));
                parts.Add((name.Length > 0 && !name.Contains('{', StringComparison.Ordinal) ? name : throw Lonely(text, i), true));
                plain.Clear();
                i = end;
            }
        }

        parts.Add((plain.ToString(), false));
        return parts;
    }

    private static ArgumentException Lonely(string text, int place) => new(
        $"The brace at character {place + 1} of the template '{text}' begins no gap with a name, as {{question}} does; write it twice if a brace is meant.");
}
