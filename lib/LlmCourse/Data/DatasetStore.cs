using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// Finds data sets on this machine, and downloads those that are not there. A data set lies in <c>datasets/</c> when it ships with the course,
/// in the mirror folder when there is one, or in the data folder; wherever it lies, its checksum must be right.
/// </summary>
public sealed class DatasetStore
{
    /// <summary>The environment variable that names a folder with files to be used instead of downloads.</summary>
    public const string MirrorVariable = "COURSE_DATA_MIRROR";

    private static readonly HttpClient SharedClient = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly string bundledFolder;
    private readonly string dataFolder;
    private readonly string? mirrorFolder;

    /// <summary>Creates a store.</summary>
    /// <param name="manifest">The data sets that it knows.</param>
    /// <param name="bundledFolder">Where data sets without a URL lie.</param>
    /// <param name="dataFolder">Where downloads are kept; created when needed.</param>
    /// <param name="mirrorFolder">A folder that is used instead of the network; none when null.</param>
    public DatasetStore(DatasetManifest manifest, string bundledFolder, string dataFolder, string? mirrorFolder = null)
    {
        Manifest = manifest;
        (this.bundledFolder, this.dataFolder, this.mirrorFolder) = (bundledFolder, dataFolder, mirrorFolder);
    }

    /// <summary>The store of the course, as the environment describes it now.</summary>
    /// <exception cref="IOException">The folder of the course or its manifest was not found.</exception>
    public static DatasetStore Default => new(
        DatasetManifest.Load(Path.Combine(CourseFolders.Datasets, "manifest.json")),
        CourseFolders.Datasets,
        CourseFolders.Data,
        Environment.GetEnvironmentVariable(MirrorVariable) is { Length: > 0 } mirror ? mirror : null);

    /// <summary>The data sets that this store knows.</summary>
    public DatasetManifest Manifest { get; }

    /// <summary>What a download uses; tests put faults here.</summary>
    internal DownloadTools Tools { get; init; } = new(SharedClient, DownloadTools.OpenFile, TimeSpan.FromMinutes(1));

    /// <summary>The path of a data set if it is on this machine and whole; never uses the network.</summary>
    /// <exception cref="DatasetException">There is no data set of this name.</exception>
    public bool TryFind(string name, [NotNullWhen(true)] out string? path)
    {
        path = Locate(Manifest[name], out _);
        return path is not null;
    }

    /// <summary>Says how to get a data set that is not there, in a sentence or two for the reader.</summary>
    /// <exception cref="DatasetException">There is no data set of this name.</exception>
    public string HowToGet(string name)
    {
        var entry = Manifest[name];
        if (Locate(entry, out var problem) is { } path)
        {
            return $"{name} is here: {path}.";
        }

        return entry.Url is null
            ? $"{problem} Restore the file from the repository."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{problem} Run 'course data get {name}' to download it ({entry.Bytes / 1e6:0.0} MB, {entry.Licence}), or put {entry.File} into a folder and set {MirrorVariable} to it.");
    }

    /// <summary>
    /// The path of a data set, downloaded first if need be. An interrupted download keeps what came and goes on from there the next time.
    /// </summary>
    /// <exception cref="DatasetException">The data set cannot be had; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">The download was cancelled; what came is kept.</exception>
    public async Task<string> GetAsync(string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        var entry = Manifest[name];
        if (Locate(entry, out var problem) is { } path)
        {
            progress?.Report(new DownloadProgress(entry.Bytes, entry.Bytes));
            return path;
        }

        if (entry.Url is null)
        {
            throw new DatasetException(HowToGet(name));
        }

        return mirrorFolder is null
            ? await new DatasetDownload(entry, dataFolder, Tools, progress).RunAsync(cancellation)
            : throw new DatasetException($"{problem} {MirrorVariable} names this folder, so nothing is downloaded: put the right file there, or unset {MirrorVariable}.");
    }

    /// <summary>
    /// The wanted data set, downloaded if need be, or else a text that ships with the course: a chapter then runs without any network.
    /// </summary>
    /// <exception cref="DatasetException">A name is unknown, or even the text of the course is missing.</exception>
    public async Task<ChapterText> GetOrFallBackAsync(string name, string fallback, CancellationToken cancellation = default)
    {
        try
        {
            return new ChapterText(await GetAsync(name, null, cancellation), name, false, $"This run works on {name}.");
        }
        catch (DatasetException problem) when (TryFind(fallback, out var path))
        {
            return new ChapterText(path, fallback, true, $"This run works on the course's own text {fallback}, because {name} is not here. {problem.Message}");
        }
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    internal static string Sha256Of(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>The whole and unchanged file of a data set, or null and what is wrong with the nearest thing to it.</summary>
    private string? Locate(DatasetEntry entry, out string problem)
    {
        string[] folders = entry.Url is null ? [bundledFolder] : mirrorFolder is null ? [dataFolder] : [dataFolder, mirrorFolder];
        problem = "";
        foreach (var path in folders.Select(folder => Path.Combine(folder, entry.File)))
        {
            problem = ProblemWith(path, entry);
            if (problem.Length == 0)
            {
                return path;
            }
        }

        return null;
    }

    private static string ProblemWith(string path, DatasetEntry entry)
    {
        try
        {
            if (!File.Exists(path))
            {
                return $"{entry.Name} is not on this machine: there is no {path}.";
            }

            using var stream = File.OpenRead(path);
            if (stream.Length != entry.Bytes)
            {
                return $"{path} is not the right file: it has {stream.Length} bytes, but {entry.Name} has {entry.Bytes}.";
            }

            var sha256 = Sha256Of(stream);
            return sha256.Equals(entry.Sha256, StringComparison.OrdinalIgnoreCase)
                ? ""
                : $"{path} is not the right file: it has the SHA-256 {sha256}, but {entry.Name} has {entry.Sha256}.";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {problem.Message}";
        }
    }
}
