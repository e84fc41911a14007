using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LlmCourse.Runtime;

/// <summary>Looks after the keys of a JSON file that a person has written: an unknown one is an error, never ignored.</summary>
internal static class JsonKeys
{
    /// <summary>The keys of a record's settings, in the form that files have: <c>learning_rate</c>.</summary>
    public static IReadOnlyList<string> Of(Type record) =>
    [
        .. from property in record.GetProperties()
           where property.CanWrite && !property.IsDefined(typeof(JsonIgnoreAttribute), inherit: true)
           select JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
    ];

    /// <summary>Checks that an object has known keys only.</summary>
    /// <param name="given">The object.</param>
    /// <param name="known">The keys that it may have.</param>
    /// <param name="where">Where it stands, for the message: <c>sizes[2].model</c>; empty for the whole file.</param>
    /// <exception cref="ArgumentException">It has another one; the message names the nearest known.</exception>
    public static void RequireKnown(JsonObject given, IReadOnlyCollection<string> known, string where)
    {
        if (given.Select(pair => pair.Key).FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw new ArgumentException(
                $"There is no setting '{unknown}'{(where.Length > 0 ? $" in {where}" : "")}.{DidYouMean(unknown, known)} The settings are: {string.Join(", ", known)}.");
        }
    }

    /// <summary>" Did you mean …?", or nothing where no name is near.</summary>
    public static string DidYouMean(string given, IEnumerable<string> known) =>
        Spelling.Nearest(given, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
