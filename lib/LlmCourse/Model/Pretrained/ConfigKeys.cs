using System.Text.Json;

namespace LlmCourse.Model.Pretrained;

/// <summary>
/// The keys of a foreign JSON object, each of which must be asked for: one that nobody knows may change what the model computes. A key
/// whose value is null counts as absent.
/// </summary>
internal sealed class ConfigKeys
{
    private readonly Dictionary<string, JsonElement> unread;
    private readonly string prefix;

    public ConfigKeys(JsonElement json, string prefix = "")
    {
        this.prefix = prefix;
        unread = json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject().Where(key => key.Value.ValueKind != JsonValueKind.Null).ToDictionary(key => key.Name, key => key.Value)
            : throw new InvalidDataException($"{(prefix.Length == 0 ? "the file" : prefix.TrimEnd('.'))} holds {json.GetRawText()}, but an object is needed.");
    }

    /// <summary>A size that must be there.</summary>
    public int Size(string key) => OptionalSize(key) ?? throw new InvalidDataException($"{prefix}{key} is missing, but a whole number is needed.");

    /// <summary>A size, or null.</summary>
    public int? OptionalSize(string key)
    {
        if (!unread.Remove(key, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var size) && size > 0 ? size : throw Wrong(key, value, "a whole number above 0");
    }

    /// <summary>A number that must be there.</summary>
    public double Number(string key) =>
        unread.ContainsKey(key) ? Number(key, 0) : throw new InvalidDataException($"{prefix}{key} is missing, but a number is needed.");

    /// <summary>A number, or what stands for it where it is absent.</summary>
    public double Number(string key, double otherwise)
    {
        if (!unread.Remove(key, out var value))
        {
            return otherwise;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(key, value, "a number");
    }

    /// <summary>A switch, or what stands for it where it is absent.</summary>
    public bool Flag(string key, bool otherwise)
    {
        if (!unread.Remove(key, out var value))
        {
            return otherwise;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(key, value, "true or false");
    }

    /// <summary>Refuses a switch that does not stand as it must.</summary>
    public void RequireFlag(string key, bool needed, bool otherwise, string reason)
    {
        if (Flag(key, otherwise) != needed)
        {
            throw new InvalidDataException($"{prefix}{key} is {(needed ? "false" : "true")}, but only {(needed ? "true" : "false")} is known: {reason}.");
        }
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string key)
    {
        if (!unread.Remove(key, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(key, value, "a text");
    }

    /// <summary>A list of texts, or null.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        if (!unread.Remove(key, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(key, value, "a list of texts");
    }

    /// <summary>The keys of an object, or null.</summary>
    public ConfigKeys? Keys(string key) => unread.Remove(key, out var value) ? new ConfigKeys(value, $"{prefix}{key}.") : null;

    /// <summary>Refuses what nobody has asked for, unless it is harmless or a switch that is off.</summary>
    public void RefuseRest(Func<string, bool> isHarmless)
    {
        foreach (var (key, value) in unread)
        {
            if (value.ValueKind != JsonValueKind.False && !isHarmless(key))
            {
                throw new InvalidDataException(
                    $"{prefix}{key} is {Shortened(value)}, and this key is not known. It may change what the model computes; take it out if it does not.");
            }
        }
    }

    private InvalidDataException Wrong(string key, JsonElement value, string needed) =>
        new($"{prefix}{key} is {Shortened(value)}, but {needed} is needed.");

    private static string Shortened(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? $"{text[..60]}…" : value.GetRawText();
}
