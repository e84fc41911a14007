using System.Diagnostics;
using System.Globalization;
using LlmCourse.Model;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Pretrained;

/// <summary>Each loads a model of about 200 MB in a process of its own.</summary>
public sealed class PretrainedMemoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, GptConfig> Models => new()
    {
        { "F32", GptPresets.SmolLM2 with { VocabularySize = 30_000, EmbeddingSize = 768, Heads = 12, FeedForwardSize = 2048, Layers = 4 } },
        { "BF16", GptPresets.SmolLM2 with { VocabularySize = 30_000, EmbeddingSize = 768, Heads = 12, FeedForwardSize = 2048, Layers = 4 } },
        { "F32", GptPresets.Gpt2Small with { VocabularySize = 30_000, Layers = 4 } }, // its matrices are turned while they are read
    };

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void LoadingNeedsLittleMoreThanTheModelItself(string type, GptConfig config)
    {
        Skip.IfNot(File.Exists("/proc/self/clear_refs"), "Only Linux tells the peak of a process's memory.");
        Save(config, type == "BF16" ? bfloat16 : float32);
        var (before, peak, after, size) = Load();
        output.WriteLine($"{config.ParameterCount * sizeof(float) / 1e6:F0} MB from {type}: at most {(peak - before) / size:F3}, afterwards {(after - before) / size:F3} of that");
        Assert.Equal(config.ParameterCount * sizeof(float), size);
        Assert.InRange((peak - before) / size, 0.9, 1.2);
    }

    private void Save(GptConfig config, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        model.SavePretrained(folder.Path);
        if (type != float32)
        {
            var (tensors, metadata) = SafeTensors.Read(folder["model.safetensors"]);
            SafeTensors.Write(folder["model.safetensors"], tensors.ToDictionary(pair => pair.Key, pair => pair.Value.to(type)), metadata);
            tensors.Values.ToList().ForEach(tensor => tensor.Dispose());
        }
    }

    private (double Before, double Peak, double After, double Size) Load()
    {
        var host = Path.Combine(TrainingProcess.Folder, $"{TrainingProcess.Host}.dll");
        using var process = Process.Start(new ProcessStartInfo(TrainingProcess.DotNet, ["exec", host, "load", folder.Path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var told = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.WriteLine(errors.TrimEnd());
        Assert.True(process.ExitCode == 0, errors);
        var bytes = told.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (bytes[0], bytes[1], bytes[2], bytes[3]);
    }
}
