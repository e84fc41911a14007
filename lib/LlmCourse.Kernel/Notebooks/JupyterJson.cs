using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>
/// Writes JSON byte for byte as Jupyter does (Python's <c>json.dumps</c> with <c>indent=1, sort_keys=True, ensure_ascii=False</c>), so that
/// saving a notebook in another program changes no line.
/// </summary>
internal static class JupyterJson
{
    /// <summary>The value with one key or item a line.</summary>
    public static string WriteIndented(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, indent: 0);
        return text.ToString();
    }

    /// <summary>The value in one line.</summary>
    public static string WriteLine(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, indent: null);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int? indent)
    {
        switch (node)
        {
            case JsonObject fields:
                WriteAll(text, '{', '}', fields.OrderBy(f => f.Key, StringComparer.Ordinal), indent, (field, inner) =>
                {
                    WriteText(text, field.Key);
                    text.Append(": ");
                    Write(text, field.Value, inner);
                });
                break;
            case JsonArray items:
                WriteAll(text, '[', ']', items, indent, (item, inner) => Write(text, item, inner));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteText(text, value.GetValue<string>());
                break;
            default:
                text.Append(node is null ? "null" : node.ToJsonString(JsonSerializerOptions.Default));
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, char close, IEnumerable<T> items, int? indent, Action<T, int?> write)
    {
        text.Append(open);
        var any = false;
        foreach (var item in items)
        {
            if (any)
            {
                text.Append(indent is null ? ", " : ",");
            }

            any = true;
            NewLine(text, indent + 1);
            write(item, indent + 1);
        }

        if (any)
        {
            NewLine(text, indent);
        }

        text.Append(close);
    }

    private static void NewLine(StringBuilder text, int? indent)
    {
        if (indent is { } spaces)
        {
            text.Append('\n').Append(' ', spaces);
        }
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }
}
