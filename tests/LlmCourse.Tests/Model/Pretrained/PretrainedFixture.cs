using LlmCourse.Model;
using LlmCourse.Tests.Architecture;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Pretrained;

/// <summary>A tiny random model that PyTorch has written (tests/peers/write_fixtures.py), and what PyTorch computes from it.</summary>
internal sealed class PretrainedFixture : IDisposable
{
    private readonly Dictionary<string, Tensor> reference;

    public PretrainedFixture(string family)
    {
        Folder = FolderOf(family);
        (reference, _) = SafeTensors.Read(Path.Combine(Folder, "reference.safetensors"));
    }

    /// <summary>All of them: float32, float16 with scaled angles, bfloat16 and tied, two files, heads of another size.</summary>
    public static TheoryData<string> Families => new("gpt2", "llama", "smollm", "qwen2", "qwen3");

    public string Folder { get; }

    public Tensor this[string name] => reference[name];

    /// <summary>The gradients by the names of the files.</summary>
    public IEnumerable<(string Name, Tensor Gradient)> Gradients =>
        reference.Where(pair => pair.Key.StartsWith("gradient.", StringComparison.Ordinal)).Select(pair => (pair.Key["gradient.".Length..], pair.Value));

    /// <summary>Inputs and targets of a batch. [4, 16], [4, 16].</summary>
    public (Tensor Inputs, Tensor Targets) Batch(int number)
    {
        var tokens = this["tokens"][number % 4]; // [4, 17]
        return (tokens[.., ..16], tokens[.., 1..]);
    }

    public static string FolderOf(string family) => Repository.PathOf(Path.Combine("datasets/reference", family));

    /// <summary>A copy of the model's files, to be changed.</summary>
    public static void CopyTo(string family, string folder)
    {
        foreach (var file in Directory.GetFiles(FolderOf(family)).Where(file => !file.EndsWith("reference.safetensors", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in reference.Values)
        {
            tensor.Dispose();
        }
    }
}
