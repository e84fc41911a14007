using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Generation;
using LlmCourse.Kernel.Commands;
using LlmCourse.Model;
using LlmCourse.Reasoning;
using LlmCourse.Tokenization;
using LlmCourse.Training;
using Microsoft.Extensions.AI;

namespace LlmCourse.Kernel.Evaluating;

/// <summary>A model that is to be evaluated: one of the course's, one in Hugging Face's form, or one behind an address.</summary>
internal sealed class EvaluatedModel : IDisposable
{
    private const string RecipeFile = "recipe.json", ConfigFile = "config.json";
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(5);
    private static readonly ModelRecipe[] Recipes = [ModelRecipe.LastDigits, ModelRecipe.Town];

    private readonly IDisposable owned;

    private EvaluatedModel(string name, string shortName, IChatClient client, IDisposable owned, string? key = null) =>
        (Name, ShortName, Client, this.owned, Key) = (name, shortName, client, owned, key);

    /// <summary>What tells it from all others.</summary>
    public string Name { get; }

    /// <summary>What its results are called.</summary>
    public string ShortName { get; }

    /// <summary>What answers.</summary>
    public IChatClient Client { get; }

    /// <summary>The key of its service; it is never written anywhere.</summary>
    public string? Key { get; }

    /// <summary>True for a model behind an address.</summary>
    public static bool IsAddress(string given) => given.Contains("://", StringComparison.Ordinal);

    /// <summary>Opens a model.</summary>
    /// <param name="given">A name, a file, a folder or an address.</param>
    /// <param name="nameThere">The model's name behind the address.</param>
    /// <param name="output">Where it says that a model has to be trained first.</param>
    /// <param name="cancellation">Ends such a training.</param>
    /// <exception cref="UsageException">There is no such model, or it cannot be used.</exception>
    public static EvaluatedModel Open(string given, string? nameThere, TextWriter output, CancellationToken cancellation)
    {
        if (IsAddress(given))
        {
            return OpenAddress(given, nameThere);
        }

        if (nameThere is not null)
        {
            throw new UsageException($"--name is the model's name behind an address, but {given} is none; leave it out.");
        }

        return File.Exists(given) ? OpenKept(Path.GetDirectoryName(Path.GetFullPath(given))!, Path.GetFileName(given))
            : Directory.Exists(given) ? OpenFolder(Path.GetFullPath(given))
            : OpenNamed(given, output, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        owned.Dispose();
    }

    private static EvaluatedModel OpenAddress(string given, string? nameThere)
    {
        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException("The address of a model begins with http:// or https:// and ends in /v1, like http://localhost:11434/v1.");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new UsageException($"The address holds more than a place; end it with /v1, and give the key in the environment variable {ServerChatClient.KeyVariable}.");
        }

        if (string.IsNullOrWhiteSpace(nameThere))
        {
            throw new UsageException($"The server at {address} may have many models; say which with --name.");
        }

        var key = Environment.GetEnvironmentVariable(ServerChatClient.KeyVariable)?.Trim() is { Length: > 0 } value ? value : null;
        if (key?.Any(character => character is <= ' ' or > '~') == true)
        {
            throw new UsageException($"The key in {ServerChatClient.KeyVariable} holds a character that no key has, such as a line break; set it anew.");
        }

        var http = new HttpClient { Timeout = LongestAnswer };
        var client = new RetryingChatClient(new ServerChatClient(http, address, nameThere, key));
        return new EvaluatedModel($"{nameThere} at {address.ToString().TrimEnd('/')}", nameThere, client, http, key);
    }

    private static EvaluatedModel OpenNamed(string name, TextWriter output, CancellationToken cancellation)
    {
        if (ModelStore.Default.Find(name) is [var newest, ..])
        {
            return OpenFolder(newest);
        }

        var names = Recipes.Select(known => known.Name).ToList();
        var recipe = Recipes.FirstOrDefault(known => known.Name == name)
            ?? throw new UsageException($"There is no model '{name}'.{Suggestion.For(name, names)} Give a name ({string.Join(", ", names)}), a checkpoint, a folder in Hugging Face's form, or an address that ends in /v1.");
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

    private static EvaluatedModel OpenFolder(string folder) => File.Exists(Path.Combine(folder, ConfigFile)) ? OpenPretrained(folder)
        : File.Exists(Path.Combine(folder, RecipeFile)) ? OpenKept(folder, "model.safetensors")
        : throw new UsageException($"The folder {folder} holds no model: neither Hugging Face's {ConfigFile} nor the course's {RecipeFile} is there.");

    private static EvaluatedModel OpenPretrained(string folder) =>
        Joined(Gpt.FromPretrained(folder), BpeTokenizer.FromPretrained(folder), Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)), Directory.GetFiles(folder, "*.safetensors"));

    /// <summary>A checkpoint whose recipe lies beside it and says which data, and so which tokenizer, it was trained with.</summary>
    private static EvaluatedModel OpenKept(string folder, string file)
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
        return Joined(model, data.Tokenizer, Path.GetFileName(folder), Path.Combine(folder, file));
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

    private static EvaluatedModel Joined(LanguageModel model, ITokenizer tokenizer, string name, params string[] weights)
    {
        var client = new GeneratorChatClient(new TextGenerator(model, tokenizer), SamplingOptions.Greedy, text => tokenizer.Encode(text).Length);
        return new EvaluatedModel($"{name}, weights {HashOf(weights)[..16]}", name, client, model);
    }

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
