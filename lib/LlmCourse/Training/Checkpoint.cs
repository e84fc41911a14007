using System.Text.Json;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// A model on disk: one safetensors file with the weights and, in its metadata, the config; the same config lies beside it as JSON for
/// other tools. A training checkpoint holds in the same file all that is needed to go on exactly where it stopped. (Chapter 04.)
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private const string ConfigExtension = ".json";
    private const string ConfigKey = "config";
    private const string TrainerKey = "trainer";
    private const string ModelPrefix = "model.";

    private readonly Dictionary<string, Tensor> tensors;

    private Checkpoint(LanguageModelConfig config, TrainerState? trainerState, Dictionary<string, Tensor> tensors)
    {
        Config = config;
        TrainerState = trainerState;
        this.tensors = tensors;
    }

    /// <summary>What the model was built from.</summary>
    public LanguageModelConfig Config { get; }

    /// <summary>Where the training stood; null in a checkpoint of a model alone.</summary>
    public TrainerState? TrainerState { get; }

    /// <summary>Saves a model, atomically.</summary>
    /// <exception cref="ArgumentException">The name ends in <c>.json</c>, as the config's does.</exception>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public static void Save(string path, LanguageModel model) => Save(path, model, null, []);

    /// <summary>Builds the model of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or does not hold the tensors that its config needs.</exception>
    public static LanguageModel LoadModel(string path)
    {
        using var checkpoint = Open(path);
        var model = checkpoint.Config.CreateModel();
        try
        {
            checkpoint.CopyTo(model);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file whole, and checks it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or lacks a config.</exception>
    public static Checkpoint Open(string path)
    {
        var (tensors, metadata) = SafeTensors.Read(path);
        try
        {
            if (!metadata.TryGetValue(ConfigKey, out var config))
            {
                throw new InvalidDataException($"The checkpoint {path} has no model config in its metadata; save it with Checkpoint.Save.");
            }

            var state = metadata.TryGetValue(TrainerKey, out var json) ? JsonSerializer.Deserialize<TrainerState>(json) : null;
            return new Checkpoint(LanguageModelConfig.FromJson(config), state, tensors);
        }
        catch (Exception problem)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            if (problem is ArgumentException or JsonException)
            {
                throw new InvalidDataException($"The checkpoint {path} cannot be used: {problem.Message}", problem);
            }

            throw;
        }
    }

    /// <summary>Copies the stored weights into a model of the same config.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, superfluous, or has another shape or type; the message names it.</exception>
    public void CopyTo(LanguageModel model)
    {
        var stored = WithPrefix(ModelPrefix);
        using var noGradients = no_grad();
        foreach (var (name, parameter) in ValuesOf(model))
        {
            if (!stored.Remove(name, out var tensor))
            {
                throw new InvalidDataException($"The checkpoint lacks the tensor {name}, which the config needs with shape [{string.Join(", ", parameter.shape)}].");
            }

            if (!tensor.shape.SequenceEqual(parameter.shape) || tensor.dtype != parameter.dtype)
            {
                throw new InvalidDataException($"The checkpoint's tensor {name} is {tensor.dtype} [{string.Join(", ", tensor.shape)}], but the config needs {parameter.dtype} [{string.Join(", ", parameter.shape)}].");
            }

            parameter.copy_(tensor);
        }

        if (stored.Count > 0)
        {
            throw new InvalidDataException($"The checkpoint has the tensor {stored.Keys.First()}, which the config does not know.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The tensors whose names begin with a prefix, without it. This checkpoint owns them.</summary>
    internal Dictionary<string, Tensor> WithPrefix(string prefix) => tensors
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    /// <summary>Saves a model and, for a training, its state and the tensors of its optimisers.</summary>
    internal static void Save(string path, LanguageModel model, TrainerState? state, IEnumerable<(string Name, Tensor Value)> trainerTensors)
    {
        if (Path.GetExtension(path) == ConfigExtension)
        {
            throw new ArgumentException($"{path} is where the config would lie, beside the weights; choose a name that ends in .safetensors for them.");
        }

        var tensors = trainerTensors.ToDictionary(pair => pair.Name, pair => pair.Value);
        foreach (var (name, value) in ValuesOf(model))
        {
            tensors.Add(ModelPrefix + name, value);
        }

        var metadata = new Dictionary<string, string> { [ConfigKey] = model.Configuration.ToJson() };
        if (state is not null)
        {
            metadata[TrainerKey] = JsonSerializer.Serialize(state);
        }

        SafeTensors.Write(path, tensors, metadata);
        SaveConfig(path, model.Configuration);
    }

    /// <summary>All that a model has learnt: its parameters, and what it keeps besides them, as the bias of a balanced router.</summary>
    private static IEnumerable<(string Name, Tensor Value)> ValuesOf(LanguageModel model) =>
        model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(model.named_buffers().Select(b => (b.name, b.buffer)));

    /// <summary>Writes the config beside the weights, unless it lies there already.</summary>
    internal static void SaveConfig(string path, LanguageModelConfig config)
    {
        var (file, json) = (Path.ChangeExtension(path, ConfigExtension), config.ToJson());
        if (!File.Exists(file) || File.ReadAllText(file) != json)
        {
            AtomicFile.WriteText(file, json);
        }
    }
}
