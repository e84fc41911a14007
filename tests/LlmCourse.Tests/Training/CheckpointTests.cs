using System.Text;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Training;

public class CheckpointTests
{
    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void AModelSurvivesSavingAndLoadingBitByBit(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = new Gpt(config, seed: 11);
        Checkpoint.Save(folder["model.safetensors"], model);
        using var loaded = Checkpoint.LoadModel(folder["model.safetensors"]);
        Assert.Equal(config, loaded.Configuration);
        Assert.Equal(config, GptConfig.FromJson(File.ReadAllText(folder["model.json"])));
        foreach (var (ours, theirs) in model.parameters().Zip(loaded.parameters()))
        {
            Assert.Equal(ours.detach().bytes.ToArray(), theirs.detach().bytes.ToArray());
        }
    }

    [Fact]
    public void TwoHundredRandomMutationsNeverLoadWrongNumbers()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        var path = folder["model.safetensors"];
        Checkpoint.Save(path, model);
        var original = File.ReadAllBytes(path);
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 200; i++)
        {
            var mutated = original.ToArray();
            var at = i % 2 == 0 ? random.Next(600) : random.Next(mutated.Length); // every other one hits the header
            mutated[at] ^= (byte)(1 << random.Next(8));
            refused += IsRefusedOrEqual(path, mutated, model) ? 1 : 0;
        }

        Assert.InRange(refused, 190, 200); // a foreign file without our checksum may only ever load equal numbers
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        var path = folder["model.safetensors"];
        Checkpoint.Save(path, model);
        var original = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 1, 7, 8, 9, 100, 1000, original.Length / 2, original.Length - 1 })
        {
            File.WriteAllBytes(path, original[..length]);
            Assert.Throws<InvalidDataException>(() => Checkpoint.LoadModel(path));
        }
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var problem = Assert.Throws<FileNotFoundException>(() => Checkpoint.LoadModel("/nowhere/model.safetensors"));
        Assert.Equal("The checkpoint /nowhere/model.safetensors does not exist; check the path, or train the model first.", problem.Message);
    }

    [Fact]
    public void ATensorOfAnotherShapeIsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        using var wider = new Gpt(TestModels.Tiny with { FeedForwardSize = 72 });
        Checkpoint.Save(folder["model.safetensors"], model);
        using var checkpoint = Checkpoint.Open(folder["model.safetensors"]);
        var problem = Assert.Throws<InvalidDataException>(() => checkpoint.CopyTo(wider));
        Assert.Equal("The checkpoint's tensor blocks.0.feedForward.up.weight is Float32 [64, 16], but the config needs Float32 [72, 16].", problem.Message);
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder["numbers.safetensors"];
        using var numbers = ones(8);
        using var broken = ones(4, dtype: complex64); // a type that the format does not know
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["a"] = numbers }, new Dictionary<string, string>());
        var before = File.ReadAllBytes(path);
        Assert.ThrowsAny<Exception>(() => SafeTensors.Write(path, new Dictionary<string, Tensor> { ["a"] = numbers, ["b"] = broken }, new Dictionary<string, string>()));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [SkippableFact]
    public void AFullDiskIsToldInOneSentence()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Only Linux has /dev/full.");
        using var model = new Gpt(TestModels.Tiny);
        using var folder = new TemporaryFolder();
        var path = folder["model.safetensors"];
        File.CreateSymbolicLink($"{path}.{Environment.ProcessId}.partial", "/dev/full");
        var problem = Assert.Throws<IOException>(() => Checkpoint.Save(path, model));
        Assert.StartsWith($"{path} could not be written: No space left on device", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("Free some space or choose a folder that you may write to; what was there before is unchanged.", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void TheHeaderIsWhatOtherToolsRead()
    {
        using var folder = new TemporaryFolder();
        var path = folder["numbers.safetensors"];
        using var numbers = tensor(new float[] { 1, 2, 3 });
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["numbers"] = numbers }, new Dictionary<string, string> { ["made"] = "here" });
        var bytes = File.ReadAllBytes(path);
        var header = Encoding.UTF8.GetString(bytes.AsSpan(8, BitConverter.ToInt32(bytes)));
        Assert.Matches("""^\{"__metadata__":\{"sha256":"[0-9a-f]{64}","made":"here"\},"numbers":\{"dtype":"F32","shape":\[3\],"data_offsets":\[0,12\]\}\} *$""", header);
        Assert.Equal(0, (header.Length + 8) % 8);
        Assert.Equal([1f, 2f, 3f], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + header.Length)).ToArray());
    }

    private static bool IsRefusedOrEqual(string path, byte[] bytes, Gpt original)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            using var loaded = Checkpoint.LoadModel(path);
            foreach (var (ours, theirs) in original.parameters().Zip(loaded.parameters()))
            {
                Assert.True(ours.detach().bytes.SequenceEqual(theirs.detach().bytes), "Wrong numbers were loaded.");
            }

            return false;
        }
        catch (InvalidDataException problem)
        {
            Assert.NotEmpty(problem.Message);
            return true;
        }
    }
}
