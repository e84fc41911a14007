using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Training;

/// <summary>A named model is trained once, and never taken for another.</summary>
public class ModelStoreTests
{
    private static readonly ModelRecipe Tiny = new()
    {
        Name = "tiny-village",
        Config = TestModels.Tiny with { VocabularySize = new SyntheticWorld(WorldOptions.Village).Tokenizer.VocabularySize, Positions = PositionKind.Rotary },
        Data = new JsonObject { ["name"] = "world", ["preset"] = "village", ["validation_tokens"] = 200 },
        Training = new TrainingOptions { Steps = 6, BatchSize = 2, SequenceLength = 10, WarmupSteps = 2 },
    };

    [Fact]
    public void AMissingModelIsTrainedAndThenKept()
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(folder.Path);
        Assert.False(store.Has(Tiny));
        Assert.Equal(6, store.Train(Tiny).Count());
        Assert.True(store.Has(Tiny));
        Assert.Empty(store.Train(Tiny));
        using var model = store.Open(Tiny);
        using var other = new ModelStore(folder["other"]).Open(Tiny);
        Assert.Equal(Weights(model), Weights(other));
        Assert.Equal(["model.json", "model.safetensors", "recipe.json"], Directory.GetFiles(store.FolderOf(Tiny)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void AChangeOfAnythingIsAnotherModel()
    {
        ModelRecipe[] recipes =
        [
            Tiny, Tiny with { ModelSeed = 1 }, Tiny with { Name = "other" }, Tiny with { Training = Tiny.Training with { Steps = 7 } }, Tiny with { Training = Tiny.Training with { Seed = 7 } },
            Tiny with { Config = (GptConfig)Tiny.Config with { Layers = 1 } }, Tiny with { Data = new JsonObject { ["name"] = "world", ["preset"] = "village", ["seed"] = 2, ["validation_tokens"] = 200 } },
        ];
        Assert.Equal(recipes.Length, recipes.Select(recipe => recipe.Hash()).Distinct().Count());
        Assert.Equal(recipes.Length, recipes.Select(new ModelStore("models").FolderOf).Distinct().Count());
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("recipe.json")]
    public void ADamagedModelIsNotUsed(string file)
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(folder.Path);
        store.Open(Tiny).Dispose();
        var path = Path.Combine(store.FolderOf(Tiny), file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("delete the folder", Assert.Throws<InvalidDataException>(() => store.Open(Tiny)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInterruptedTrainingGoesOnWhereItsCheckpointStands()
    {
        var longer = Tiny with { Training = Tiny.Training with { Steps = 205 } };
        using var folder = new TemporaryFolder();
        var (broken, whole) = (new ModelStore(folder["broken"]), new ModelStore(folder["whole"]));
        Assert.Equal(203, broken.Train(longer).Take(203).Count());
        Assert.False(broken.Has(longer));
        Assert.Equal(201, broken.Train(longer).First().Step);
        using var model = broken.Open(longer);
        using var other = whole.Open(longer);
        Assert.Equal(Weights(other), Weights(model));
    }

    [Fact]
    public void AModelIsFoundByItsNameOrByThatOfItsFolder()
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(folder.Path);
        Assert.Empty(new ModelStore(folder["nowhere"]).Find("tiny-village"));
        Assert.Equal(3, store.Train(Tiny).Take(3).Count());
        Assert.Empty(store.Find("tiny-village")); // not finished
        store.Open(Tiny).Dispose();
        Assert.Equal([store.FolderOf(Tiny)], store.Find("tiny-village"));
        Assert.Equal([store.FolderOf(Tiny)], store.Find(Path.GetFileName(store.FolderOf(Tiny))));
        Assert.Empty(store.Find("tiny"));
    }

    [Fact]
    public void TheRecipeOfTheSmallReasonerFitsItsDocuments()
    {
        using var data = TrainingData.Open(ModelRecipe.LastDigits.Data);
        Assert.Equal(data.VocabularySize, ModelRecipe.LastDigits.Config.VocabularySize);
        ModelRecipe.LastDigits.Config.Validate();
    }

    [Fact]
    public void TheRecipeOfTheTownFitsItsWorld()
    {
        Assert.Equal(new SyntheticWorld(WorldOptions.Town).Tokenizer.VocabularySize, ModelRecipe.Town.Config.VocabularySize);
        ModelRecipe.Town.Config.Validate();
        ModelRecipe.TownSmoke.Config.Validate();
    }

    [Fact]
    public void ARecipeThatDoesNotFitItsDataIsRefused()
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(folder.Path);
        Assert.Contains("set VocabularySize to", Assert.Throws<ArgumentException>(() => store.Open(Tiny with { Config = TestModels.Tiny })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => store.Has(Tiny with { Name = "../elsewhere" }));
    }

    private static float[] Weights(LanguageModel model) => [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
