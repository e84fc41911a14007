using System.Text.Json.Nodes;
using LlmCourse.Model;
using LlmCourse.Runtime;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Pretrained;

/// <summary>Whatever happens to a folder: it is refused in a sentence, or the numbers of its files are in the model.</summary>
public sealed class PretrainedMutationTests : IDisposable
{
    private const string HalfACharacter = "\"half a character\""; // JSON can hold it, JsonNode cannot
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void AHundredChangedBytesAreRefusedOrReadAsTheyStand(string family)
    {
        var random = new SeededRandom(17);
        var refused = Enumerable.Range(0, 100).Count(_ => IsRefused(family, () => ChangeBytes(random)));
        Assert.InRange(refused, 30, 99);
    }

    [Theory]
    [MemberData(nameof(PretrainedFixture.Families), MemberType = typeof(PretrainedFixture))]
    public void AHundredChangedJsonValuesAreRefusedOrReadAsTheyStand(string family)
    {
        var random = new SeededRandom(23);
        var refused = Enumerable.Range(0, 100).Count(_ => IsRefused(family, () => ChangeJson(random)));
        Assert.InRange(refused, 30, 99);
    }

    private bool IsRefused(string family, Action mutate)
    {
        PretrainedFixture.CopyTo(family, folder.Path);
        mutate();
        var tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        try
        {
            using var model = Gpt.FromPretrained(folder.Path);
            AssertHoldsTheFilesNumbers(model);
            return false;
        }
        catch (Exception problem) when (problem is InvalidDataException or FileNotFoundException)
        {
            Assert.NotEmpty(problem.Message);
            Assert.Equal(tensors, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
            return true;
        }
    }

    /// <summary>The numbers are what stands in the files, found there without the library's help; and the model computes.</summary>
    private void AssertHoldsTheFilesNumbers(Gpt model)
    {
        using var scope = NewDisposeScope();
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.detach());
        foreach (var (name, place) in PretrainedParityTests.PlacesOf(folder.Path, model.Config))
        {
            var ours = place.PlaceIn(parameters[place.Parameter]).contiguous();
            Assert.True(ours.bytes.SequenceEqual(NumbersOf(name).to(float32).bytes), $"{name} has other numbers than the file.");
        }

        var T = Math.Min(model.Config.ContextLength, 4);
        Assert.Equal([1, T, model.Config.VocabularySize], model.call(zeros([1, T], dtype: int64)).shape);
    }

    private Tensor NumbersOf(string name)
    {
        foreach (var path in Directory.GetFiles(folder.Path, "*.safetensors"))
        {
            var bytes = File.ReadAllBytes(path);
            var length = BitConverter.ToInt32(bytes);
            if (JsonNode.Parse(bytes.AsSpan(8, length))![name] is { } entry)
            {
                var (start, end) = ((int)entry["data_offsets"]![0]!, (int)entry["data_offsets"]![1]!);
                var type = (string)entry["dtype"]! switch { "F32" => float32, "F16" => float16, _ => bfloat16 };
                var numbers = empty((end - start) / type.ElementSize(), dtype: type);
                bytes.AsSpan(8 + length + start, end - start).CopyTo(numbers.bytes);
                return numbers;
            }
        }

        throw new InvalidOperationException($"No file has {name}.");
    }

    private string AnyFile(SeededRandom random, string pattern)
    {
        var files = Directory.GetFiles(folder.Path, pattern).Order(StringComparer.Ordinal).ToList();
        return files[random.NextInt32(files.Count)];
    }

    /// <summary>A byte set or taken away somewhere, headers and configs more often than numbers; or the file cut short.</summary>
    private void ChangeBytes(SeededRandom random)
    {
        var file = AnyFile(random, "*");
        var bytes = File.ReadAllBytes(file).ToList();
        var at = random.NextInt32(random.NextInt32(2) == 0 ? Math.Min(bytes.Count, 3000) : bytes.Count);
        switch (random.NextInt32(6))
        {
            case 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 1:
                bytes.RemoveAt(at);
                break;
            case 2:
                bytes.Insert(at, (byte)"0123456789\"{}[],:-"[random.NextInt32(18)]);
                break;
            case 3:
                bytes[at] = (byte)('0' + random.NextInt32(10));
                break;
            default:
                bytes[at] ^= (byte)(1 << random.NextInt32(8));
                break;
        }

        File.WriteAllBytes(file, [.. bytes]);
    }

    /// <summary>A value of the config, the index or a header replaced, renamed or taken away; headers stay as long as they were, if they can.</summary>
    private void ChangeJson(SeededRandom random)
    {
        var file = AnyFile(random, "*");
        var isHeader = file.EndsWith(".safetensors", StringComparison.Ordinal);
        var bytes = File.ReadAllBytes(file);
        var length = isHeader ? BitConverter.ToInt32(bytes) : bytes.Length;
        var root = JsonNode.Parse(bytes.AsSpan(isHeader ? 8 : 0, length))!.AsObject();
        ChangeValue(random, root);
        var json = System.Text.Encoding.UTF8.GetBytes(root.ToJsonString().Replace(HalfACharacter, "\"\\ud800\"", StringComparison.Ordinal));
        File.WriteAllBytes(file, isHeader ? [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. bytes.AsSpan(8 + length)] : json);
    }

    private static void ChangeValue(SeededRandom random, JsonObject json)
    {
        string[] values =
        [
            "null", "true", "false", "0", "-1", "1", "2", "3", "7", "31", "64", "2147483647", "4294967296", "9223372036854775807", "1e308", "1e999", "0.5", "\"\"",
            "\"F16\"", "\"F32\"", "\"llama\"", "\"qwen3\"", "\"/etc/passwd\"", HalfACharacter, "[]", "[0]", "[32,32]", "[0,0]", "[1e9,-1]", "{}", "{\"a\":{}}", "{\"rope_type\":\"yarn\"}",
        ];
        var (names, value) = (json.Select(pair => pair.Key).ToList(), JsonNode.Parse(values[random.NextInt32(values.Length)]));
        var name = names[random.NextInt32(names.Count)];
        switch (random.NextInt32(4))
        {
            case 0:
                json.Remove(name);
                break;
            case 1 when json[name] is { } old:
                json.Remove(name);
                json[names[random.NextInt32(names.Count)] + (random.NextInt32(2) == 0 ? "x" : "")] = old;
                break;
            case 2 when json[name] is JsonObject { Count: > 0 } inner:
                ChangeValue(random, inner);
                break;
            default:
                json[name] = value;
                break;
        }
    }
}
