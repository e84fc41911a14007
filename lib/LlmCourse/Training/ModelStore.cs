using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Training;

/// <summary>
/// Keeps trained models by recipe, and trains those that are missing. Each lies in a folder of its own, named after the recipe and the beginning of its
/// hash: <c>town-3fa91c02/model.safetensors</c>, its config, and <c>recipe.json</c>, which is written last; where it is missing, there is no model. A
/// training that was interrupted goes on. (Chapter 10.)
/// </summary>
/// <param name="folder">Where the models lie.</param>
public sealed partial class ModelStore(string folder)
{
    private const string ModelFile = "model.safetensors";
    private const string TrainingFile = "training.safetensors";
    private const string RecipeFile = "recipe.json";
    private const string HashKey = "sha256_of_weights";
    private const int CheckpointEvery = 200;
    private const int HashLength = 8;

    /// <summary>The store of this machine, under <see cref="CourseFolders.Artifacts"/>.</summary>
    public static ModelStore Default => new(Path.Combine(CourseFolders.Artifacts, "models"));

    /// <summary>True where the model of a recipe needs no training any more.</summary>
    public bool Has(ModelRecipe recipe) => File.Exists(Path.Combine(FolderOf(recipe), RecipeFile));

    /// <summary>Where the model of a recipe lies, or will lie.</summary>
    /// <exception cref="ArgumentException">The name has other characters than letters, digits and hyphens.</exception>
    public string FolderOf(ModelRecipe recipe) => NameForm().IsMatch(recipe.Name)
        ? Path.Combine(folder, $"{recipe.Name}-{recipe.Hash()[..HashLength]}")
        : throw new ArgumentException($"The model's name '{recipe.Name}' must consist of lower-case letters, digits and hyphens; it becomes the name of a folder.");

    /// <summary>The folders of the finished models that go by a name, or the one folder of that name, the newest first.</summary>
    public IReadOnlyList<string> Find(string name)
    {
        var finished = Directory.Exists(folder) ? Directory.GetDirectories(folder).Where(path => File.Exists(Path.Combine(path, RecipeFile))) : [];
        return [.. finished.Where(path => Path.GetFileName(path) is var found && (found == name || (found.StartsWith(name + "-", StringComparison.Ordinal) && found.Length == name.Length + 1 + HashLength)))
            .OrderByDescending(path => File.GetLastWriteTimeUtc(Path.Combine(path, RecipeFile)))];
    }

    /// <summary>Trains the model of a recipe, step by step as they are asked for, and keeps it after the last. No steps where it is there already.</summary>
    /// <exception cref="ArgumentException">The model does not know as many tokens as the data have.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IEnumerable<TrainingStep> Train(ModelRecipe recipe)
    {
        if (Has(recipe))
        {
            yield break;
        }

        using var data = TrainingData.Open(recipe.Data);
        if (data.VocabularySize != recipe.Config.VocabularySize)
        {
            throw new ArgumentException($"The data of '{recipe.Name}' have {data.VocabularySize} different tokens, but its model knows {recipe.Config.VocabularySize}; set VocabularySize to {data.VocabularySize}.");
        }

        var options = recipe.Training with { CheckpointPath = Path.Combine(FolderOf(recipe), TrainingFile), CheckpointEvery = CheckpointEvery };
        var length = options.SequenceLength ?? recipe.Config.ContextLength;
        using var model = recipe.Config.CreateModel(recipe.ModelSeed);
        using var trainer = new Trainer(model, data.CreateBatches(options.BatchSize, length, options.Seed, options.Sampling), null, options) { ValidationBatches = () => data.ValidationBatches(length) };
        if (File.Exists(options.CheckpointPath))
        {
            trainer.Resume(options.CheckpointPath);
        }

        foreach (var step in trainer.Run())
        {
            yield return step;
        }

        Keep(recipe, model, trainer);
    }

    /// <summary>Opens the model of a recipe, in evaluation mode; trains it first where it is missing.</summary>
    /// <exception cref="InvalidDataException">The weights are not those that were kept; the message says what to delete.</exception>
    public LanguageModel Open(ModelRecipe recipe)
    {
        foreach (var _ in Train(recipe))
        {
            // each step is one of the training
        }

        var (path, record) = (Path.Combine(FolderOf(recipe), ModelFile), Path.Combine(FolderOf(recipe), RecipeFile));
        if (Description(record) is not { } kept || !JsonNode.DeepEquals(kept["recipe"], JsonNode.Parse(recipe.ToJson())) || (string?)kept[HashKey] != HashOf(path))
        {
            throw new InvalidDataException($"The model in {FolderOf(recipe)} is not the one that was trained there, since its recipe or its weights have changed; delete the folder, and it is trained anew.");
        }

        var model = Checkpoint.LoadModel(path);
        model.eval();
        return model;
    }

    private static JsonNode? Description(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path));
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string HashOf(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var stream = File.OpenRead(path);
        return DatasetStore.Sha256Of(stream);
    }

    private void Keep(ModelRecipe recipe, LanguageModel model, Trainer trainer)
    {
        var path = Path.Combine(FolderOf(recipe), ModelFile);
        Checkpoint.Save(path, model);
        var record = new JsonObject
        {
            ["recipe"] = JsonNode.Parse(recipe.ToJson()),
            [HashKey] = HashOf(path),
            ["steps"] = trainer.Step,
            ["validation_loss"] = Math.Round(trainer.Evaluate(), 6),
        };
        AtomicFile.WriteText(Path.Combine(FolderOf(recipe), RecipeFile), record.ToString());
        File.Delete(Path.Combine(FolderOf(recipe), TrainingFile)); // no longer needed
        File.Delete(Path.Combine(FolderOf(recipe), Path.ChangeExtension(TrainingFile, ".json")));
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NameForm();
}
