using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Kernel.Commands;
using LlmCourse.Model;
using LlmCourse.Tokenization;
using LlmCourse.Training;

namespace LlmCourse.Kernel.Evaluating;

/// <summary>A model on this machine with its tokenizer: one of the course's, or one in Hugging Face's form.</summary>
internal sealed class OpenedModel : IDisposable
{
    private const string RecipeFile = "recipe.json", ConfigFile = "config.json";
    private static readonly ModelRecipe[] Recipes = [ModelRecipe.LastDigits, ModelRecipe.Town, ModelRecipe.Clerk(42)];

    private OpenedModel(LanguageModel model, ITokenizer tokenizer, string name, string hash) => (Model, Tokenizer, Name, Hash) = (model, tokenizer, name, hash);

    /// <summary>The model, in evaluation mode.</summary>
    public LanguageModel Model { get; }

    /// <summary>What its texts are encoded with.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>The name of its folder.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 of its weights' files.</summary>
    public string Hash { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="given">A name, a file or a folder.</param>
    /// <param name="others">What else the caller takes, for the message that there is no such model.</param>
    /// <param name="output">Where it says that a model has to be trained first.</param>
    /// <param name="cancellation">Ends such a training.</param>
    /// <exception cref="UsageException">There is no such model, or it cannot be used.</exception>
    public static OpenedModel Open(string given, string others, TextWriter output, CancellationToken cancellation) =>
        File.Exists(given) ? OpenKept(Path.GetDirectoryName(Path.GetFullPath(given))!, Path.GetFileName(given))
        : Directory.Exists(given) ? OpenFolder(Path.GetFullPath(given))
        : OpenNamed(given, others, output, cancellation);

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static OpenedModel OpenNamed(string name, string others, TextWriter output, CancellationToken cancellation)
    {
        if (ModelStore.Default.Find(name) is [var newest, ..])
        {
            return OpenFolder(newest);
        }

        var names = Recipes.Select(known => known.Name).ToList();
        var recipe = Recipes.FirstOrDefault(known => known.Name == name)
            ?? throw new UsageException($"There is no model '{name}'.{Suggestion.For(name, names)} Give a name ({string.Join(", ", names)}), a checkpoint{(others.Length > 0 ? "," : " or")} a folder in Hugging Face's form{others}.");
        output.WriteLine($"The model {name} is trained first, {recipe.Training.Steps:N0} steps; it is kept for the next time.");
        foreach (var step in ModelStore.Default.Train(recipe))
        {
            cancellation.ThrowIfCancellationRequested();
            if (step.Step % 200 == 0)
            {
                output.WriteLine(FormattableString.Invariant($"step {step.Step:N0} of {recipe.Training.Steps:N0}, loss {step.Loss:F3}"));
            }
        }

        return OpenFolder(ModelStore.Default.FolderOf(recipe));
    }

    private static OpenedModel OpenFolder(string folder) => File.Exists(Path.Combine(folder, ConfigFile)) ? OpenPretrained(folder)
        : File.Exists(Path.Combine(folder, RecipeFile)) ? OpenKept(folder, "model.safetensors")
        : throw new UsageException($"The folder {folder} holds no model: neither Hugging Face's {ConfigFile} nor the course's {RecipeFile} is there.");

    private static OpenedModel OpenPretrained(string folder) =>
        Of(Gpt.FromPretrained(folder), BpeTokenizer.FromPretrained(folder), Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)), Directory.GetFiles(folder, "*.safetensors"));

    /// <summary>A checkpoint whose recipe lies beside it and says which data, and so which tokenizer, it was trained with.</summary>
    private static OpenedModel OpenKept(string folder, string file)
    {
        var recipe = Path.Combine(folder, RecipeFile);
        if (!File.Exists(recipe))
        {
            throw new UsageException($"There is no {RecipeFile} beside {Path.Combine(folder, file)}, so nobody knows the model's tokenizer; train models by recipe, as ModelStore does.");
        }

        if (DataIn(recipe) is not { } description)
        {
            throw new UsageException($"{recipe} does not say which data the model was trained with; delete the folder, and have it trained anew.");
        }

        using var data = TrainingData.Open(description);
        var model = Checkpoint.LoadModel(Path.Combine(folder, file));
        model.eval();
        return Of(model, data.Tokenizer, Path.GetFileName(folder), Path.Combine(folder, file));
    }

    private static JsonObject? DataIn(string recipe)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(recipe))?["recipe"]?["data"] as JsonObject;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static OpenedModel Of(LanguageModel model, ITokenizer tokenizer, string name, params string[] weights) => new(model, tokenizer, name, HashOf(weights));

    private static string HashOf(string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(file);
            while (stream.Read(buffer) is var count and > 0)
            {
                hash.AppendData(buffer.AsSpan(0, count));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
