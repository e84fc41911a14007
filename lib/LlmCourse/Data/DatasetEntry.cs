using System.Text.Json.Serialization;

namespace LlmCourse.Data;

/// <summary>One data set of the manifest.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DatasetEntry
{
    /// <summary>The name by which chapters ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Its file name, in the data folder and in a mirror.</summary>
    public required string File { get; init; }

    /// <summary>Where it is downloaded from; null when it ships with the course.</summary>
    public Uri? Url { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Under which terms it may be used.</summary>
    public required string Licence { get; init; }
}
