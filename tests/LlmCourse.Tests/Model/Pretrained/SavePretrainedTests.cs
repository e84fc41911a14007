using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using LlmCourse.Model;
using LlmCourse.Model.Pretrained;
using LlmCourse.Tests.Architecture;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Pretrained;

public sealed class SavePretrainedTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> HasTorch = new(() => RunPython("-c", "import torch") is not null);
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, GptConfig> Presets => new()
    {
        { "gpt2", GptPresets.Gpt2Small },
        { "gpt2", GptPresets.Gpt2XL with { Dropout = 0.1, Activation = ActivationKind.Gelu, FeedForwardSize = 100, TiedHead = false } },
        { "llama", GptPresets.Llama2 },
        { "llama", GptPresets.Llama32 },
        { "llama", GptPresets.SmolLM2 },
        { "llama", GptPresets.SmolLM2 with { RotaryScaling = new RotaryScaling { Factor = 2 }, AttentionHeadSize = 32 } },
        { "qwen2", GptPresets.Qwen2 },
        { "qwen3", GptPresets.Qwen3 },
        { "qwen3", GptPresets.Qwen3 with { AttentionHeadSize = null } },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void EveryTensorSurvivesReadingAndWritingBitByBit(string family)
    {
        using var scope = NewDisposeScope();
        using var model = Gpt.FromPretrained(PretrainedFixture.FolderOf(family));
        model.SavePretrained(folder.Path);
        var (saved, metadata) = SafeTensors.Read(folder["model.safetensors"]);
        var given = Given(PretrainedFixture.FolderOf(family));
        Assert.Equal("pt", metadata["format"]); // without it, transformers refuses a file
        Assert.Equal(given.Keys.Order(), saved.Keys.Select(WithoutPrefix).Order());
        foreach (var (name, tensor) in saved)
        {
            Assert.Equal(given[WithoutPrefix(name)].shape, tensor.shape);
            Assert.Equal(given[WithoutPrefix(name)].to(float32).bytes.ToArray(), tensor.bytes.ToArray());
        }

        using var again = Gpt.FromPretrained(folder.Path);
        Assert.Equal(model.Config, again.Config);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void AConfigSurvivesItsFamilysWords(string family, GptConfig config)
    {
        var fitting = HuggingFaceConfig.FamilyOf(config);
        File.WriteAllText(folder["config.json"], HuggingFaceConfig.Write(fitting, config));
        var (readFamily, read) = HuggingFaceConfig.Read(folder["config.json"]);
        Assert.Equal(family, fitting.ToString().ToLowerInvariant());
        Assert.Equal(fitting, readFamily);
        Assert.Equal(config, read);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    public void EveryParameterOfAModelIsWrittenOnce(string family)
    {
        var config = Presets.First(row => (string)row[0] == family)[1] as GptConfig;
        var small = config! with { VocabularySize = 11, ContextLength = 7, Layers = 3, EmbeddingSize = 16, Heads = 4, KeyValueHeads = config.KeyValueHeads is null ? null : 2, FeedForwardSize = 24 };
        using var model = new Gpt(small);
        model.SavePretrained(folder.Path);
        using var file = SafeTensorsFile.Open(folder["model.safetensors"]);
        Assert.Equal(small.ParameterCount * sizeof(float), file.Entries.Sum(entry => entry.End - entry.Start));
        using var loaded = Gpt.FromPretrained(folder.Path);
        foreach (var (ours, theirs) in model.parameters().Zip(loaded.parameters()))
        {
            Assert.Equal(ours.detach().bytes.ToArray(), theirs.detach().bytes.ToArray());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void PyTorchReadsWhatWasSavedAndComputesTheSame(string family)
    {
        Skip.IfNot(HasTorch.Value, $"{Python} has no torch; apt-get install python3-torch brings it.");
        using var scope = NewDisposeScope();
        using var model = Gpt.FromPretrained(PretrainedFixture.FolderOf(family));
        model.SavePretrained(folder.Path);
        int[] tokens = [3, 14, 15, 9, 26, 5, 35, 8, 59, 0];
        var read = JsonNode.Parse(RunPython(["-B", Repository.PathOf("tests/peers/read_pretrained.py"), folder.Path, .. tokens.Select(token => $"{token}")])!)!;
        var (saved, _) = SafeTensors.Read(folder["model.safetensors"]);
        Assert.Equal(
            saved.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} [{string.Join(",", pair.Value.shape)}] {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pair.Value.bytes))}"),
            read["tensors"]!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value![0]!.ToJsonString()} {pair.Value[1]}"));
        var theirs = tensor(read["logits"]!.AsArray().Select(number => (float)number!).ToArray());
        var ours = model.call(tensor(tokens).to(int64).unsqueeze(0)).flatten();
        Assert.True((theirs - ours).abs().max().item<float>() <= 1e-5 * theirs.abs().max().item<float>(), "The logits differ.");
    }

    public static TheoryData<GptConfig, string> Unfitting => new()
    {
        { TestModels.Tiny, "gpt2, the nearest, needs Bias true in every part" },
        { TestModels.Tiny with { Bias = true, Norm = NormKind.RmsNorm }, "gpt2, the nearest, needs Norm LayerNorm (it is RmsNorm)" },
        { TestModels.Tiny with { Bias = true, KeyValueHeads = 1 }, "gpt2, the nearest, needs as many KeyValueHeads as Heads (they are 1 and 2)" },
        { TestModels.Tiny with { Bias = true, NormPlacement = NormPlacement.Post }, "gpt2, the nearest, needs NormPlacement Pre (it is Post)" },
        { TestModels.Tiny with { Bias = true, Experts = new ExpertOptions { Count = 4 } }, "gpt2, the nearest, needs no Experts (it has 4)" },
        { TestModels.Tiny with { Bias = true, TokenShift = 0.5 }, "gpt2, the nearest, needs TokenShift 0 (it is 0.5)" },
        { TestModels.Tiny with { Bias = true, FeedForwardSize = 0 }, "gpt2, the nearest, needs a FeedForwardSize of at least 1 (it is 0)" },
        { TestModels.Tiny with { Positions = PositionKind.Alibi }, "llama, the nearest, needs Positions Rotary (they are Alibi)" },
        { TestModels.Modern with { Bias = true }, "qwen3, the nearest, needs Bias false" },
        { TestModels.Modern with { QueryKeyValueBias = true }, "qwen3, the nearest, needs QueryKeyValueBias false" },
        { TestModels.Modern with { QueryKeyNorm = false, Activation = ActivationKind.Gelu }, "llama, the nearest, needs Activation SwiGlu (it is Gelu)" },
    };

    [Theory]
    [MemberData(nameof(Unfitting))]
    public void AConfigThatNoFamilyFitsIsRefusedWithTheReason(GptConfig config, string reason)
    {
        using var model = new Gpt(config);
        var problem = Assert.Throws<ArgumentException>(() => model.SavePretrained(folder.Path));
        Assert.Equal($"This config fits no family of Hugging Face's: {reason}. Save the model with Checkpoint.Save.", problem.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static Dictionary<string, Tensor> Given(string folder) => Directory.GetFiles(folder, "model*.safetensors")
        .SelectMany(file => SafeTensors.Read(file).Tensors)
        .Where(pair => !pair.Key.EndsWith(".attn.bias", StringComparison.Ordinal) && !pair.Key.EndsWith("masked_bias", StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    private static string WithoutPrefix(string name) => name.Replace("transformer.", "", StringComparison.Ordinal);

    /// <summary>What a program prints, or null where it fails or there is no Python.</summary>
    private static string? RunPython(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? printed : arguments[0] == "-c" ? null : throw new InvalidOperationException(errors.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
