using System.Text.Json;
using static TorchSharp.torch;

namespace LlmCourse.Model.Pretrained;

/// <summary>
/// The tensors of a folder in Hugging Face's layout: all in <c>model.safetensors</c>, or in several files that
/// <c>model.safetensors.index.json</c> names.
/// </summary>
internal sealed class PretrainedTensors : IDisposable
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafeTensorsFile> files = [];
    private readonly Dictionary<string, (SafeTensorsFile File, SafeTensorsEntry Entry)> tensors = [];
    private readonly Func<string, string> plainName;

    /// <summary>Opens the files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="plainName">Takes from a tensor's name what some files have and others have not.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or index and files do not belong together.</exception>
    public PretrainedTensors(string folder, Func<string, string> plainName)
    {
        this.plainName = plainName;
        try
        {
            if (File.Exists(Path.Combine(folder, SingleFile)))
            {
                Add(Path.Combine(folder, SingleFile));
            }
            else
            {
                AddShards(folder);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Names => tensors.Keys;

    /// <summary>Checks that a tensor is there, in a shape and with numbers of a type that our model takes.</summary>
    public void Require(string name, long[] shape)
    {
        var needed = $"a tensor of shape [{string.Join(", ", shape)}] with numbers of type F32, F16 or BF16 is needed";
        if (!tensors.TryGetValue(name, out var found))
        {
            throw new InvalidDataException($"{Where} lacks the tensor {name}; {needed} (by config.json).");
        }

        if (!found.Entry.Shape.SequenceEqual(shape) || found.Entry.Type is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            throw new InvalidDataException($"{found.File.Path} has the tensor {found.Entry.Name} as {found.Entry}, but {needed} (by config.json).");
        }
    }

    /// <summary>Copies a tensor's numbers to their place.</summary>
    public void CopyTo(string name, Tensor destination) => tensors[name].File.CopyTo(tensors[name].Entry, destination);

    /// <summary>Whether a tensor has exactly these numbers.</summary>
    public bool IsEqual(string name, Tensor other) => tensors[name].File.IsEqual(tensors[name].Entry, other);

    /// <summary>Refuses a tensor that no part of the model takes.</summary>
    public InvalidDataException Superfluous(string name) => new(
        $"{tensors[name].File.Path} has the tensor {tensors[name].Entry.Name} ({tensors[name].Entry}), but the model of config.json has no such part.");

    public void Dispose() => files.ForEach(file => file.Dispose());

    private string Where => files.Count == 1 ? files[0].Path : Path.Combine(Path.GetDirectoryName(files[0].Path)!, IndexFile);

    private SafeTensorsFile Add(string path)
    {
        var file = SafeTensorsFile.Open(path);
        files.Add(file);
        foreach (var entry in file.Entries)
        {
            if (!tensors.TryAdd(plainName(entry.Name), (file, entry)))
            {
                var first = tensors[plainName(entry.Name)];
                throw new InvalidDataException($"The tensor {entry.Name} is there twice, in {first.File.Path} (as {first.Entry.Name}) and in {path}; each must be there once.");
            }
        }

        return file;
    }

    private void AddShards(string folder)
    {
        var index = Path.Combine(folder, IndexFile);
        if (!File.Exists(index))
        {
            var older = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any()
                ? " Its pytorch_model.bin is a Python pickle, which may run any program; save the model as safetensors."
                : "";
            throw new FileNotFoundException($"There is neither {SingleFile} nor {IndexFile} in {folder}.{older}", Path.Combine(folder, SingleFile));
        }

        var shardOf = ReadIndex(index);
        var paths = shardOf.Values.Distinct().Order(StringComparer.Ordinal).ToDictionary(shard => shard, shard => PathOf(folder, index, shard));
        foreach (var (shard, path) in paths)
        {
            AddShard(index, shard, path, shardOf);
        }

        if (files.Count == 0)
        {
            throw new InvalidDataException($"{index} names no file.");
        }
    }

    private void AddShard(string index, string shard, string path, Dictionary<string, string> shardOf)
    {
        var file = Add(path);
        var named = shardOf.Where(pair => pair.Value == shard).Select(pair => pair.Key).ToHashSet();
        var there = file.Entries.Select(entry => entry.Name).ToHashSet();
        if (named.FirstOrDefault(name => !there.Contains(name)) is { } missing)
        {
            throw new InvalidDataException($"{index} says that the tensor {missing} is in {shard}, but it is not there.");
        }

        if (there.FirstOrDefault(name => !named.Contains(name)) is { } unnamed)
        {
            throw new InvalidDataException(
                $"{shard} has the tensor {unnamed}, but {index} {(shardOf.TryGetValue(unnamed, out var other) ? $"says that it is in {other}" : "does not name it")}.");
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? throw new InvalidDataException($"the tensor {pair.Name} has no file"));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>Where a shard lies; an index must not lead to files elsewhere on the machine.</summary>
    private static string PathOf(string folder, string index, string shard)
    {
        var isPlain = shard.Length > 0 && shard is not ("." or "..") && shard.All(c => c is not ('/' or '\\' or ':') && !char.IsControl(c));
        if (!isPlain)
        {
            throw new InvalidDataException($"{index} names the file '{shard}', but only the plain name of a file beside the index is allowed.");
        }

        var path = Path.Combine(folder, shard);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{index} names {shard}, which is not in {folder}; fetch it too.", path);
        }

        var target = File.ResolveLinkTarget(path, returnFinalTarget: true);
        if (target is not null && Path.GetDirectoryName(target.FullName) != Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar))
        {
            throw new InvalidDataException($"{path} is a link to {target.FullName}, out of the folder; put the file itself there (hf download NAME --local-dir FOLDER does).");
        }

        return path;
    }
}
