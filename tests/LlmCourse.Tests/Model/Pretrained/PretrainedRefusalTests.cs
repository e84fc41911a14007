using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model.Pretrained;

/// <summary>What is wrong with a folder is said by name, and nothing is loaded.</summary>
public sealed class PretrainedRefusalTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private const string Index = "model.safetensors.index.json";
    private const string FirstShard = "model-00001-of-00002.safetensors";
    private const string SecondShard = "model-00002-of-00002.safetensors";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("llama", "model_type", "\"mistral\"", "model_type is mistral, but only the families gpt2, llama, qwen2, qwen3 are known.")]
    [InlineData("llama", "model_type", "null", "model_type is missing, but only the families gpt2, llama, qwen2, qwen3 are known.")]
    [InlineData("llama", "model_type", "7", "model_type is 7, but a text is needed.")]
    [InlineData("llama", "rope_scaling", """{"rope_type":"yarn","factor":4}""", "the rope_type of rope_scaling is yarn, but only default, linear and llama3 are known.")]
    [InlineData("llama", "rope_scaling", """{"type":"dynamic","factor":4}""", "the rope_type of rope_scaling is dynamic, but only default, linear and llama3 are known.")]
    [InlineData("llama", "rope_scaling", """{"factor":4}""", "the rope_type of rope_scaling is missing, but only default, linear and llama3 are known.")]
    [InlineData("llama", "rope_scaling", """{"rope_type":"linear"}""", "rope_scaling.factor is missing, but a number is needed.")]
    [InlineData("llama", "rope_scaling", """{"rope_type":"linear","factor":2,"mscale":0.7}""", "rope_scaling.mscale is 0.7, and this key is not known. It may change what the model computes; take it out if it does not.")]
    [InlineData("llama", "rope_scaling", "[2]", "rope_scaling holds [2], but an object is needed.")]
    [InlineData("llama", "attention_bias", "true", "attention_bias is true, but only false is known: our model has a bias after attention in all of its parts or in none.")]
    [InlineData("llama", "mlp_bias", "true", "mlp_bias is true, but only false is known: our model has a bias in the feed-forward part in all of its parts or in none.")]
    [InlineData("llama", "hidden_act", "\"gelu\"", "hidden_act is gelu, but only silu is known.")]
    [InlineData("llama", "attention_multiplier", "0.0078125", "attention_multiplier is 0.0078125, and this key is not known. It may change what the model computes; take it out if it does not.")]
    [InlineData("llama", "hidden_size", "\"32\"", "hidden_size is \"32\", but a whole number above 0 is needed.")]
    [InlineData("llama", "hidden_size", "-32", "hidden_size is -32, but a whole number above 0 is needed.")]
    [InlineData("llama", "hidden_size", "1e300", "hidden_size is 1e300, but a whole number above 0 is needed.")]
    [InlineData("llama", "hidden_size", "null", "hidden_size is missing, but a whole number is needed.")]
    [InlineData("llama", "num_key_value_heads", "3", "Heads (4) must be a multiple of KeyValueHeads (3), so that each of them serves the same number of queries.")]
    [InlineData("llama", "rope_theta", "1e999", "rope_theta is 1e999, but a number is needed.")]
    [InlineData("llama", "partial_rotary_factor", "0.5", "partial_rotary_factor is 0.5, but only 1 is known: all numbers of a head are turned.")]
    [InlineData("llama", "quantization_config", """{"bits":4}""", """quantization_config is {"bits":4}, and this key is not known. It may change what the model computes; take it out if it does not.""")]
    [InlineData("qwen2", "use_sliding_window", "true", "use_sliding_window is true, but only false is known: our attention sees the whole context.")]
    [InlineData("qwen2", "layer_types", """["full_attention","sliding_attention"]""", "layer_types is sliding_attention, but only full_attention is known.")]
    [InlineData("qwen3", "attention_bias", "true", "attention_bias is true, but only false is known: our model has a bias after attention in all of its parts or in none.")]
    [InlineData("gpt2", "activation_function", "\"silu\"", "activation_function is silu, but only gelu_new, gelu_pytorch_tanh, gelu and relu2 are known.")]
    [InlineData("gpt2", "scale_attn_weights", "false", "scale_attn_weights is false, but only true is known: attention scores are divided by the root of the head size.")]
    [InlineData("gpt2", "scale_attn_by_inverse_layer_idx", "true", "scale_attn_by_inverse_layer_idx is true, but only false is known: every layer has the same scale.")]
    [InlineData("gpt2", "add_cross_attention", "true", "add_cross_attention is true, and this key is not known. It may change what the model computes; take it out if it does not.")]
    [InlineData("gpt2", "resid_pdrop", "0.2", "attn_pdrop, embd_pdrop and resid_pdrop are 0, 0 and 0.2, but our model has one dropout; set them alike, it only matters in training.")]
    public void AConfigThatOurModelCannotBeIsRefusedByItsKey(string family, string key, string value, string reason)
    {
        PretrainedFixture.CopyTo(family, folder.Path);
        ChangeJson("config.json", json => json[key] = JsonNode.Parse(value));
        Assert.Equal($"{folder["config.json"]} cannot be used: {reason}", Refusal());
    }

    [Theory]
    [InlineData("llama", "rope_scaling", """{"rope_type":"default"}""")]
    [InlineData("llama", "rope_scaling", """{"type":"linear","rope_type":"linear","factor":2.0}""")]
    [InlineData("llama", "some_new_switch", "false")]
    [InlineData("llama", "some_new_number", "null")]
    [InlineData("llama", "head_dim", "8")]
    [InlineData("llama", "pretraining_tp", "2")]
    [InlineData("llama", "attention_dropout", "0.1")]
    [InlineData("llama", "_name_or_path", "\"somewhere\"")]
    [InlineData("llama", "partial_rotary_factor", "1.0")]
    [InlineData("qwen3", "layer_types", """["full_attention","full_attention"]""")]
    [InlineData("gpt2", "n_inner", "128")]
    [InlineData("gpt2", "reorder_and_upcast_attn", "true")]
    public void AConfigWithHarmlessKeysIsRead(string family, string key, string value)
    {
        PretrainedFixture.CopyTo(family, folder.Path);
        ChangeJson("config.json", json => json[key] = JsonNode.Parse(value));
        Gpt.FromPretrained(folder.Path).Dispose();
    }

    [Fact]
    public void TheAnglesMayStandUnderTheirNewerName()
    {
        PretrainedFixture.CopyTo("llama", folder.Path);
        using var before = Gpt.FromPretrained(folder.Path);
        ChangeJson("config.json", json =>
        {
            var angles = json["rope_scaling"]!.DeepClone();
            angles["rope_theta"] = (double)json["rope_theta"]!;
            (json["rope_parameters"], json["rope_scaling"], json["rope_theta"]) = (angles, null, null);
        });
        using var after = Gpt.FromPretrained(folder.Path);
        Assert.Equal(before.Config, after.Config);
    }

    [Fact]
    public void JsonThatIsNoJsonIsRefusedWithItsFile()
    {
        PretrainedFixture.CopyTo("llama", folder.Path);
        File.WriteAllText(folder["config.json"], "{\"model_type\": \"llama\",");
        Assert.StartsWith($"{folder["config.json"]} cannot be used: ", Refusal(), StringComparison.Ordinal);
        File.WriteAllText(folder["config.json"], """{"model_type":"llama","model_type":"gpt2"}""");
        Assert.Contains("model_type", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutItsFilesIsToldWhatIsMissing()
    {
        var problem = Assert.Throws<FileNotFoundException>(() => Gpt.FromPretrained(folder.Path));
        Assert.Equal($"There is no {folder["config.json"]}; a pretrained model is a folder with config.json, model.safetensors and the tokenizer's files.", problem.Message);
        PretrainedFixture.CopyTo("llama", folder.Path);
        File.Delete(folder[Weights]);
        problem = Assert.Throws<FileNotFoundException>(() => Gpt.FromPretrained(folder.Path));
        Assert.Equal($"There is neither {Weights} nor {Index} in {folder.Path}.", problem.Message);
        File.WriteAllText(folder["pytorch_model.bin"], "");
        problem = Assert.Throws<FileNotFoundException>(() => Gpt.FromPretrained(folder.Path));
        Assert.EndsWith("Its pytorch_model.bin is a Python pickle, which may run any program; save the model as safetensors.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingTensorIsNamed() => AssertRefused(
        "llama",
        tensors => tensors.Remove("model.layers.1.mlp.up_proj.weight"),
        $"{folder[Weights]} lacks the tensor model.layers.1.mlp.up_proj.weight; a tensor of shape [72, 32] with numbers of type F32, F16 or BF16 is needed (by config.json).");

    [Fact]
    public void AMissingHeadOfAnUntiedModelIsNamed() => AssertRefused(
        "llama",
        tensors => tensors.Remove("lm_head.weight"),
        $"{folder[Weights]} lacks the tensor lm_head.weight; a tensor of shape [60, 32] with numbers of type F32, F16 or BF16 is needed (by config.json).");

    [Fact]
    public void ASuperfluousTensorIsNamed() => AssertRefused(
        "llama",
        tensors => tensors["model.layers.2.input_layernorm.weight"] = ones(32),
        $"{folder[Weights]} has the tensor model.layers.2.input_layernorm.weight (F32 [32]), but the model of config.json has no such part.");

    [Fact]
    public void ABiasThatTheFamilyHasNotIsNamed() => AssertRefused(
        "llama",
        tensors => tensors["model.layers.0.self_attn.q_proj.bias"] = ones(32),
        $"{folder[Weights]} has the tensor model.layers.0.self_attn.q_proj.bias (F32 [32]), but the model of config.json has no such part.");

    [Fact]
    public void ATensorOfAnotherShapeIsNamed() => AssertRefused(
        "llama",
        tensors => tensors["model.layers.0.self_attn.k_proj.weight"] = ones(32, 16),
        $"{folder[Weights]} has the tensor model.layers.0.self_attn.k_proj.weight as F32 [32, 16], but a tensor of shape [16, 32] with numbers of type F32, F16 or BF16 is needed (by config.json).");

    [Fact]
    public void ATensorOfAnotherTypeIsNamed() => AssertRefused(
        "gpt2",
        tensors => tensors["ln_f.weight"] = ones(32, dtype: int32),
        $"{folder[Weights]} has the tensor ln_f.weight as I32 [32], but a tensor of shape [32] with numbers of type F32, F16 or BF16 is needed (by config.json).");

    [Fact]
    public void ANameWithAndWithoutItsPrefixIsThereTwice() => AssertRefused(
        "gpt2",
        tensors => tensors["transformer.ln_f.weight"] = ones(32),
        $"The tensor transformer.ln_f.weight is there twice, in {folder[Weights]} (as ln_f.weight) and in {folder[Weights]}; each must be there once.");

    [Fact]
    public void ATiedHeadThatDiffersIsRefused() => AssertRefused(
        "gpt2",
        tensors =>
        {
            tensors["lm_head.weight"] = tensors["wte.weight"].clone();
            tensors["lm_head.weight"][59, 31] += 0.001;
        },
        "The tensor lm_head.weight differs from wte.weight, but config.json has tie_word_embeddings true, which needs them equal; set it to false.");

    [Fact]
    public void ATiedHeadThatIsThereAndEqualIsRead()
    {
        Rewrite("gpt2", tensors => tensors["lm_head.weight"] = tensors["wte.weight"].clone());
        using var model = Gpt.FromPretrained(folder.Path);
        Assert.Equal(GptPresets.Gpt2Small.TiedHead, model.Config.TiedHead);
    }

    [Fact]
    public void GptTwosNamesMayHaveTheirPrefix()
    {
        using var before = Gpt.FromPretrained(PretrainedFixture.FolderOf("gpt2"));
        Rewrite("gpt2", tensors =>
        {
            foreach (var name in tensors.Keys.ToList())
            {
                tensors.Remove(name, out var tensor);
                tensors[$"transformer.{name}"] = tensor!;
            }
        });
        using var after = Gpt.FromPretrained(folder.Path);
        foreach (var (ours, theirs) in before.parameters().Zip(after.parameters()))
        {
            Assert.Equal(ours.detach().bytes.ToArray(), theirs.detach().bytes.ToArray());
        }
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../model-00001-of-00002.safetensors")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("more/model-00001-of-00002.safetensors")]
    [InlineData("more\\model-00001-of-00002.safetensors")]
    [InlineData("C:model-00001-of-00002.safetensors")]
    public void AShardThatPointsOutOfTheFolderIsRefused(string shard)
    {
        PretrainedFixture.CopyTo("qwen2", folder.Path);
        ChangeJson(Index, json => json["weight_map"]!["model.norm.weight"] = shard);
        Assert.Equal($"{folder[Index]} names the file '{shard}', but only the plain name of a file beside the index is allowed.", Refusal());
    }

    [SkippableFact]
    public void AShardThatIsALinkOutOfTheFolderIsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        using var elsewhere = new TemporaryFolder();
        PretrainedFixture.CopyTo("qwen2", folder.Path);
        File.Move(folder[FirstShard], elsewhere["shard"]);
        File.CreateSymbolicLink(folder[FirstShard], elsewhere["shard"]);
        Assert.Equal($"{folder[FirstShard]} is a link to {elsewhere["shard"]}, out of the folder; put the file itself there (hf download NAME --local-dir FOLDER does).", Refusal());
    }

    [SkippableFact]
    public void AShardThatIsALinkWithinTheFolderIsRead()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        PretrainedFixture.CopyTo("qwen2", folder.Path);
        File.Move(folder[FirstShard], folder["shard"]);
        File.CreateSymbolicLink(folder[FirstShard], "shard");
        Gpt.FromPretrained(folder.Path + Path.DirectorySeparatorChar).Dispose();
    }

    [Fact]
    public void AMissingShardIsNamed()
    {
        PretrainedFixture.CopyTo("qwen2", folder.Path);
        File.Delete(folder[SecondShard]);
        var problem = Assert.Throws<FileNotFoundException>(() => Gpt.FromPretrained(folder.Path));
        Assert.Equal($"{folder[Index]} names {SecondShard}, which is not in {folder.Path}; fetch it too.", problem.Message);
    }

    [Fact]
    public void AnIndexThatDoesNotFitItsShardsIsRefused()
    {
        PretrainedFixture.CopyTo("qwen2", folder.Path);
        ChangeJson(Index, json => json["weight_map"]!["model.extra"] = FirstShard);
        Assert.Equal($"{folder[Index]} says that the tensor model.extra is in {FirstShard}, but it is not there.", Refusal());

        PretrainedFixture.CopyTo("qwen2", folder.Path);
        ChangeJson(Index, json => json["weight_map"]!.AsObject().Remove("model.norm.weight"));
        Assert.Equal($"{SecondShard} has the tensor model.norm.weight, but {folder[Index]} does not name it.", Refusal());

        PretrainedFixture.CopyTo("qwen2", folder.Path);
        ChangeJson(Index, json => json["weight_map"]!["model.norm.weight"] = FirstShard);
        Assert.Equal($"{folder[Index]} says that the tensor model.norm.weight is in {FirstShard}, but it is not there.", Refusal());

        File.WriteAllText(folder[Index], """{"weight_map":{}}""");
        Assert.Equal($"{folder[Index]} names no file.", Refusal());
        File.WriteAllText(folder[Index], """{"weight_map":{"a":null}}""");
        Assert.Equal($"{folder[Index]} cannot be used: the tensor a has no file", Refusal());
        File.WriteAllText(folder[Index], """{"weight_map":{"a":"x","a":"y"}}""");
        Assert.StartsWith($"{folder[Index]} cannot be used: ", Refusal(), StringComparison.Ordinal);
        File.WriteAllText(folder[Index], "[]");
        Assert.StartsWith($"{folder[Index]} cannot be used: ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void ATensorInTwoShardsIsNamed()
    {
        PretrainedFixture.CopyTo("qwen2", folder.Path);
        var (tensors, metadata) = SafeTensors.Read(folder[FirstShard]);
        tensors["model.norm.weight"] = ones(32);
        SafeTensors.Write(folder[FirstShard], tensors, metadata);
        ChangeJson(Index, json => json["weight_map"]!["model.norm.weight"] = FirstShard);
        Assert.Equal($"The tensor model.norm.weight is there twice, in {folder[FirstShard]} (as model.norm.weight) and in {folder[SecondShard]}; each must be there once.", Refusal());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "the tensor b should lie at bytes 4 to 12, but the data has 12 bytes and the last tensor ended at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""", 20, "the tensor b should lie at bytes 12 to 20, but the data has 20 bytes and the last tensor ended at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "the tensor a should lie at bytes 0 to 8, but the data has 4 bytes and the last tensor ended at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "its tensors take 8 bytes, but 9 are there")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "the tensor a of shape [3] does not fill its 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""", 8, "the tensor a of shape [-2, -1] does not fill its 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "the tensor a of shape [4611686018427387904, 4] does not fill its 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9223372036854775807],"data_offsets":[0,8]}}""", 8, "the tensor a of shape [9223372036854775807, 9223372036854775807, 9223372036854775807] does not fill its 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "the tensor a of shape [0, 4611686018427387904, 4] does not fill its 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "the tensor a should lie at bytes 8 to 0, but the data has 8 bytes and the last tensor ended at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "the tensor a should lie at bytes -8 to 0, but the data has 8 bytes and the last tensor ended at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "the tensor a has 1 offsets and 1 dimensions, but 2 and at most 64 are needed")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2, "the tensor a has the type F8_E4M3, but one of F32, F64, F16, BF16, I64, I32, U8, BOOL is needed")]
    public void AHeaderThatDoesNotDescribeItsDataIsRefused(string header, int dataLength, string reason)
    {
        WriteRaw(folder["a.safetensors"], Encoding.UTF8.GetBytes(header), dataLength);
        var problem = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(folder["a.safetensors"]));
        Assert.Equal($"The checkpoint {folder["a.safetensors"]} is damaged: {reason}. Delete it, and take an earlier copy or fetch it again.", problem.Message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":7}""")]
    [InlineData("""{"__metadata__":{"a":1}}""")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void AHeaderThatIsNoHeaderIsRefused(string header)
    {
        WriteRaw(folder["a.safetensors"], Encoding.UTF8.GetBytes(header), 8);
        var problem = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(folder["a.safetensors"]));
        Assert.StartsWith($"The checkpoint {folder["a.safetensors"]} is damaged: its header cannot be read (", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(100_000_001UL)]
    [InlineData(9UL)]
    public void AHeaderThatIsTooLongIsRefused(ulong length)
    {
        File.WriteAllBytes(folder["a.safetensors"], [.. BitConverter.GetBytes(length), .. new byte[8]]);
        var problem = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(folder["a.safetensors"]));
        Assert.Contains($"its header should take {length} bytes, but 8 follow and at most 100000000 are allowed", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyTensorsAndSingleNumbersAreRead()
    {
        using var scope = NewDisposeScope();
        var given = new Dictionary<string, Tensor> { ["none"] = empty(0, 5), ["other"] = empty(3, 0, 2), ["one"] = tensor(7f), ["two"] = tensor(new[] { 1f, 2f }) };
        SafeTensors.Write(folder["a.safetensors"], given, new Dictionary<string, string>());
        var (read, _) = SafeTensors.Read(folder["a.safetensors"]);
        Assert.All(given, pair => Assert.Equal(pair.Value.shape, read[pair.Key].shape));
        Assert.Equal((7f, 2f), (read["one"].item<float>(), read["two"][1].item<float>()));
    }

    private void AssertRefused(string family, Action<Dictionary<string, Tensor>> change, string message)
    {
        using var scope = NewDisposeScope();
        Rewrite(family, change);
        Assert.Equal(message, Refusal());
    }

    private void Rewrite(string family, Action<Dictionary<string, Tensor>> change)
    {
        PretrainedFixture.CopyTo(family, folder.Path);
        var (tensors, metadata) = SafeTensors.Read(folder[Weights]);
        change(tensors);
        SafeTensors.Write(folder[Weights], tensors, metadata);
    }

    private void ChangeJson(string name, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(folder[name]))!.AsObject();
        change(json);
        File.WriteAllText(folder[name], json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    private string Refusal() => Assert.Throws<InvalidDataException>(() => Gpt.FromPretrained(folder.Path)).Message;

    private static void WriteRaw(string path, byte[] header, int dataLength) =>
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[dataLength]]);
}
