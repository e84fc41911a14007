using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Model.Pretrained;

/// <summary>Reads and writes whole models in Hugging Face's layout.</summary>
internal static class PretrainedModel
{
    private const string ConfigFile = "config.json";

    /// <summary>Builds the model of a folder, in evaluation mode. Files are compared with the config before anything of their size is built.</summary>
    public static Gpt Load(string folder)
    {
        var (family, config) = HuggingFaceConfig.Read(Path.Combine(folder, ConfigFile));
        NativeRuntime.EnsureLoaded();
        using var files = new PretrainedTensors(folder, name => PlainName(family, name));
        CheckTensors(family, config, files);
        var model = Gpt.CreateEmpty(config);
        try
        {
            Fill(model, family, files);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes the weights and then the config.</summary>
    public static void Save(Gpt model, string folder)
    {
        using var scope = NewDisposeScope();
        var family = HuggingFaceConfig.FamilyOf(model.Config);
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        var tensors = HuggingFaceNames.Of(family, model.Config).ToDictionary(
            tensor => family == HuggingFaceFamily.Gpt2 && tensor.Name != HuggingFaceNames.Head ? HuggingFaceNames.Gpt2Prefix + tensor.Name : tensor.Name,
            tensor => tensor.PlaceIn(parameters[tensor.Parameter].detach()));
        Directory.CreateDirectory(folder);
        SafeTensors.Write(Path.Combine(folder, PretrainedTensors.SingleFile), tensors, new Dictionary<string, string> { ["format"] = "pt" });
        AtomicFile.WriteText(Path.Combine(folder, ConfigFile), HuggingFaceConfig.Write(family, model.Config));
    }

    private static string PlainName(HuggingFaceFamily family, string name) =>
        family == HuggingFaceFamily.Gpt2 && name.StartsWith(HuggingFaceNames.Gpt2Prefix, StringComparison.Ordinal) ? name[HuggingFaceNames.Gpt2Prefix.Length..] : name;

    private static void CheckTensors(HuggingFaceFamily family, GptConfig config, PretrainedTensors files)
    {
        var known = new HashSet<string>();
        foreach (var tensor in HuggingFaceNames.Of(family, config))
        {
            files.Require(tensor.Name, tensor.Shape);
            known.Add(tensor.Name);
        }

        foreach (var name in files.Names.Where(name => !known.Contains(name)))
        {
            if (name == HuggingFaceNames.Head) // of a tied model: it may be there, and is compared later
            {
                files.Require(name, [config.VocabularySize, config.EmbeddingSize]);
            }
            else if (!HuggingFaceNames.IsBuffer(family, name))
            {
                throw files.Superfluous(name);
            }
        }
    }

    private static void Fill(Gpt model, HuggingFaceFamily family, PretrainedTensors files)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (var tensor in HuggingFaceNames.Of(family, model.Config))
        {
            files.CopyTo(tensor.Name, tensor.PlaceIn(parameters[tensor.Parameter]));
        }

        if (model.Config.TiedHead && files.Names.Contains(HuggingFaceNames.Head) && !files.IsEqual(HuggingFaceNames.Head, parameters["tokenEmbedding.weight"]))
        {
            throw new InvalidDataException(
                $"The tensor {HuggingFaceNames.Head} differs from {HuggingFaceNames.EmbeddingOf(family)}, but config.json has tie_word_embeddings true, which needs them equal; set it to false.");
        }
    }
}
