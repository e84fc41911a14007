using System.Text.Json;
using System.Text.Json.Serialization;
using LlmCourse.Kernel.Running;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Learning;

/// <summary>
/// The file that keeps a learner's progress: small, in the user's data folder, so that it outlives <c>artifacts/</c> and new clones of the
/// course. It is written whole or not at all; one that cannot be read is put aside, never overwritten.
/// </summary>
/// <param name="path">The file.</param>
public sealed class ProgressFile(string path)
{
    /// <summary>The environment variable that names another file.</summary>
    public const string Variable = "COURSE_PROGRESS";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>This user's file.</summary>
    public static ProgressFile Default => new(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Path.Combine(DataFolder, "llm-course", "progress.json"));

    /// <summary>The user's folder for data; a user without a home has a temporary one.</summary>
    private static string DataFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath();

    /// <summary>Where it is.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>What the file holds, and what was wrong with it, in a sentence; a file that is not there holds nothing, and nothing is wrong.</summary>
    public (ProgressBook Book, string? Problem) Read()
    {
        try
        {
            var book = JsonSerializer.Deserialize<ProgressBook>(File.ReadAllBytes(FullPath), Options) ?? throw new JsonException("The file holds nothing.");
            return book.Version == ProgressBook.Current ? (book with { Exercises = new(book.Exercises, StringComparer.Ordinal) }, null)
                : (ProgressBook.Empty, $"{FullPath} was written by another version of the course (form {book.Version}, this program knows {ProgressBook.Current}); it is left as it is, so update the course to see it.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return (ProgressBook.Empty, null);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            return (ProgressBook.Empty, PutAside());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (ProgressBook.Empty, $"The record of your progress could not be read: {problem.Message}");
        }
    }

    /// <summary>Adds the outcomes of exercises, and tells in a sentence what kept it from being done; null when nothing did.</summary>
    public string? Record(IEnumerable<ExerciseRecord> outcomes, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var tried = outcomes.Where(outcome => outcome.State is "passed" or "failed").ToList();
        if (tried.Count == 0)
        {
            return null;
        }

        try
        {
            using var alone = Lock();
            var (book, problem) = Read();
            if (problem is not null && File.Exists(FullPath))
            {
                return problem; // another version's, or not ours to read
            }

            foreach (var outcome in tried)
            {
                book.Exercises[outcome.Id] = book.Find(outcome.Id).After(outcome.State, now);
            }

            AtomicFile.WriteText(FullPath, JsonSerializer.Serialize(book, Options) + "\n");
            return problem;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"Your progress is not recorded: {problem.Message}";
        }
    }

    /// <summary>Forgets everything.</summary>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    public void Reset()
    {
        try
        {
            using var alone = Lock();
            File.Delete(FullPath);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException($"{FullPath} cannot be removed: {problem.Message}", problem);
        }
    }

    private string PutAside()
    {
        var aside = Enumerable.Range(1, int.MaxValue).Select(i => $"{FullPath}.unreadable-{i}").First(candidate => !File.Exists(candidate));
        try
        {
            File.Move(FullPath, aside);
            return $"The record of your progress could not be read and is kept as {aside}; a new one begins.";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"The record of your progress, {FullPath}, could not be read, nor put aside: {problem.Message}";
        }
    }

    /// <summary>A run and a kernel may want to write at the same time; the second waits for the first. The lock's file stays: to delete it would be a race.</summary>
    private FileStream Lock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FullPath)!);
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(50))
        {
            try
            {
                return new FileStream(FullPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < LongestWait)
            {
                Thread.Sleep(50);
            }
        }
    }
}
