using System.Text.Json;
using System.Text.Json.Serialization;
using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>The list of the data sets that the course knows: <c>datasets/manifest.json</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DatasetManifest
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>All data sets.</summary>
    public required IReadOnlyList<DatasetEntry> Datasets { get; init; }

    /// <summary>The data set of a name.</summary>
    /// <exception cref="DatasetException">There is none of this name.</exception>
    public DatasetEntry this[string name] => Datasets.FirstOrDefault(entry => entry.Name == name) ?? throw Unknown(name);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="DatasetException">The file is missing or damaged.</exception>
    public static DatasetManifest Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<DatasetManifest>(System.IO.File.ReadAllText(path), Options)
                ?? throw new JsonException("it is null");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The list of data sets {path} cannot be read ({problem.Message}); restore it from the repository.", problem);
        }
    }

    private DatasetException Unknown(string name)
    {
        var names = Datasets.Select(entry => entry.Name).Order(StringComparer.Ordinal).ToArray();
        var guess = Spelling.Nearest(name, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        return new DatasetException($"There is no data set '{name}'.{guess} There are: {string.Join(", ", names)}.");
    }
}
