using System.Diagnostics;
using System.Globalization;
using LlmCourse.Model;
using TorchSharp;

namespace LlmCourse.TrainingHost;

/// <summary>The resident memory of loading one model, in a process that does nothing else. Linux alone tells it exactly.</summary>
internal static class PretrainedLoading
{
    public static void Measure(string folder)
    {
        torch.set_num_threads(1);
        WarmUp();
        ForgetThePeak();
        var before = Status("VmRSS");
        var watch = Stopwatch.StartNew();
        using var model = Gpt.FromPretrained(folder);
        Console.Error.WriteLine($"loaded in {watch.ElapsedMilliseconds} ms");
        Console.WriteLine(FormattableString.Invariant($"{before} {Status("VmHWM")} {Status("VmRSS")} {model.Config.ParameterCount * sizeof(float)}"));
    }

    /// <summary>A tiny model is written and read, so that the libraries themselves are in memory before anything is measured.</summary>
    private static void WarmUp()
    {
        using var folder = new Folder();
        using var model = new Gpt(GptPresets.SmolLM2 with { VocabularySize = 8, Layers = 1, EmbeddingSize = 36, FeedForwardSize = 8 });
        model.SavePretrained(folder.Path);
        using var loaded = Gpt.FromPretrained(folder.Path);
        using var tokens = torch.zeros([1, 2], dtype: torch.int64);
        loaded.call(tokens).Dispose();
    }

    /// <summary>The peak starts anew; where a container forbids that, the little one of the warm-up counts too.</summary>
    private static void ForgetThePeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(problem.Message);
        }
    }

    private static long Status(string key) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal))[(key.Length + 1)..^2], CultureInfo.InvariantCulture);

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("llm-course-load-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
