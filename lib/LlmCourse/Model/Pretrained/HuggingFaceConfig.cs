using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Model.Pretrained;

/// <summary>
/// Translates between Hugging Face's <c>config.json</c> and our <see cref="GptConfig"/>. What our model does not have is refused by its key;
/// what does not touch the mathematics is passed over.
/// </summary>
internal static class HuggingFaceConfig
{
    private const string GeluTanh = "gelu_new";

    /// <summary>Keys about training, generation and bookkeeping.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "architectures", "attn_implementation", "auto_map", "bad_words_ids", "begin_suppress_tokens", "bos_token_id", "chunk_size_feed_forward",
        "decoder_start_token_id", "diversity_penalty", "do_sample", "dtype", "early_stopping", "encoder_no_repeat_ngram_size", "eos_token_id",
        "exponential_decay_length_penalty", "finetuning_task", "forced_bos_token_id", "forced_eos_token_id", "gradient_checkpointing", "id2label",
        "initializer_range", "is_llama_config", "label2id", "length_penalty", "max_length", "max_window_layers", "min_length", "n_ctx",
        "no_repeat_ngram_size", "num_beam_groups", "num_beams", "num_return_sequences", "output_attentions", "output_hidden_states", "output_past",
        "output_scores", "pad_token_id", "prefix", "pretraining_tp", "problem_type", "pruned_heads", "remove_invalid_values",
        "reorder_and_upcast_attn", "repetition_penalty", "return_dict", "return_dict_in_generate", "sep_token_id", "sliding_window",
        "suppress_tokens", "task_specific_params", "temperature", "tf_legacy_loss", "tie_encoder_decoder", "tokenizer_class", "top_k", "top_p",
        "torch_dtype", "torchscript", "transformers.js_config", "transformers_version", "typical_p", "unsloth_fixed", "unsloth_version", "use_bfloat16",
        "use_cache",
    ];

    /// <summary>Reads a config and says which family it is of.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is malformed, of an unknown family, or asks for what our model does not have.</exception>
    public static (HuggingFaceFamily Family, GptConfig Config) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no {path}; a pretrained model is a folder with config.json, model.safetensors and the tokenizer's files.", path);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var keys = new ConfigKeys(document.RootElement);
            var family = FamilyNamed(keys.Text("model_type"));
            var config = family == HuggingFaceFamily.Gpt2 ? ReadGpt2(keys) : ReadLlama(keys, family);
            keys.RefuseRest(key => Harmless.Contains(key) || key.StartsWith('_') || key.StartsWith("summary_", StringComparison.Ordinal));
            config.Validate();
            return (family, config);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException or ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>Writes a config in the words of its family.</summary>
    public static string Write(HuggingFaceFamily family, GptConfig config)
    {
        var json = family == HuggingFaceFamily.Gpt2 ? WriteGpt2(config) : WriteLlama(family, config);
        json["vocab_size"] = config.VocabularySize;
        json["tie_word_embeddings"] = config.TiedHead;
        json["torch_dtype"] = "float32";
        (json["bos_token_id"], json["eos_token_id"]) = (null, null); // which they are, the tokenizer knows; the families' defaults would be wrong
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    /// <summary>The family that has all that a config asks for.</summary>
    /// <exception cref="ArgumentException">There is none; the message says what stands in the way.</exception>
    public static HuggingFaceFamily FamilyOf(GptConfig config)
    {
        var family = config.Positions == PositionKind.Learned ? HuggingFaceFamily.Gpt2
            : config.QueryKeyNorm ? HuggingFaceFamily.Qwen3
            : config.QueryKeyValueBias == true ? HuggingFaceFamily.Qwen2
            : HuggingFaceFamily.Llama;
        var needs = (family == HuggingFaceFamily.Gpt2 ? NeedsOfGpt2(config) : NeedsOfLlama(family, config)).Concat(NeedsOfAll(config));
        foreach (var (holds, need) in needs)
        {
            if (!holds)
            {
                throw new ArgumentException($"This config fits no family of Hugging Face's: {NameOf(family)}, the nearest, needs {need}. Save the model with Checkpoint.Save.");
            }
        }

        return family;
    }

    private static HuggingFaceFamily FamilyNamed(string? name) =>
        Enum.GetValues<HuggingFaceFamily>().Cast<HuggingFaceFamily?>().FirstOrDefault(family => NameOf(family!.Value) == name)
        ?? throw new InvalidDataException(
            $"model_type is {name ?? "missing"}, but only the families {string.Join(", ", Enum.GetValues<HuggingFaceFamily>().Select(NameOf))} are known.");

    private static string NameOf(HuggingFaceFamily family) => family.ToString().ToLowerInvariant();

    private static GptConfig ReadGpt2(ConfigKeys keys)
    {
        keys.RequireFlag("scale_attn_weights", true, true, "attention scores are divided by the root of the head size");
        keys.RequireFlag("scale_attn_by_inverse_layer_idx", false, false, "every layer has the same scale");
        var (heads, width) = (keys.Size("n_head"), keys.Size("n_embd"));
        return new GptConfig
        {
            VocabularySize = keys.Size("vocab_size"),
            ContextLength = keys.Size("n_positions"),
            Layers = keys.Size("n_layer"),
            Heads = heads,
            EmbeddingSize = width,
            FeedForwardSize = keys.OptionalSize("n_inner") is { } inner && inner != 4L * width ? inner : null,
            NormEpsilon = keys.Number("layer_norm_epsilon", 1e-5),
            Activation = ReadActivation(keys.Text("activation_function") ?? GeluTanh),
            Bias = true,
            TiedHead = keys.Flag("tie_word_embeddings", true),
            Dropout = ReadDropout(keys),
        };
    }

    private static ActivationKind ReadActivation(string name) => name switch
    {
        GeluTanh or "gelu_pytorch_tanh" => ActivationKind.GeluTanh,
        "gelu" => ActivationKind.Gelu,
        "relu2" => ActivationKind.SquaredRelu,
        _ => throw new InvalidDataException($"activation_function is {name}, but only gelu_new, gelu_pytorch_tanh, gelu and relu2 are known."),
    };

    private static double ReadDropout(ConfigKeys keys)
    {
        double[] shares = [keys.Number("attn_pdrop", 0.1), keys.Number("embd_pdrop", 0.1), keys.Number("resid_pdrop", 0.1)];
        return shares.Distinct().Count() == 1
            ? shares[0]
            : throw new InvalidDataException(FormattableString.Invariant(
                $"attn_pdrop, embd_pdrop and resid_pdrop are {shares[0]}, {shares[1]} and {shares[2]}, but our model has one dropout; set them alike, it only matters in training."));
    }

    private static GptConfig ReadLlama(ConfigKeys keys, HuggingFaceFamily family)
    {
        RefuseWhatOurLlamaLacks(keys, family);
        var (heads, width) = (keys.Size("num_attention_heads"), keys.Size("hidden_size"));
        var shared = keys.OptionalSize("num_key_value_heads") ?? heads;
        var headSize = keys.OptionalSize("head_dim") ?? (family == HuggingFaceFamily.Qwen3 ? 128 : null);
        var (rotaryBase, scaling) = ReadRotary(keys);
        return new GptConfig
        {
            VocabularySize = keys.Size("vocab_size"),
            ContextLength = keys.Size("max_position_embeddings"),
            Layers = keys.Size("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = shared == heads ? null : shared,
            EmbeddingSize = width,
            AttentionHeadSize = headSize * (long)heads == width ? null : headSize,
            FeedForwardSize = keys.Size("intermediate_size"),
            Positions = PositionKind.Rotary,
            RotaryBase = rotaryBase,
            RotaryScaling = scaling,
            Norm = NormKind.RmsNorm,
            NormEpsilon = keys.Number("rms_norm_eps", 1e-6),
            QueryKeyNorm = family == HuggingFaceFamily.Qwen3,
            QueryKeyValueBias = family == HuggingFaceFamily.Qwen2 ? true : null,
            Activation = ActivationKind.SwiGlu,
            TiedHead = keys.Flag("tie_word_embeddings", false),
        };
    }

    private static void RefuseWhatOurLlamaLacks(ConfigKeys keys, HuggingFaceFamily family)
    {
        keys.RequireFlag("attention_bias", family == HuggingFaceFamily.Qwen2, family == HuggingFaceFamily.Qwen2, "our model has a bias after attention in all of its parts or in none");
        keys.RequireFlag("mlp_bias", false, false, "our model has a bias in the feed-forward part in all of its parts or in none");
        keys.RequireFlag("use_sliding_window", false, false, "our attention sees the whole context");
        keys.RequireFlag("use_mrope", false, false, "our positions are whole numbers along one axis");
        keys.RequireFlag("rope_interleaved", false, false, "number i of a head is paired with number i + D/2");
        keys.Number("attention_dropout", 0); // a setting of a training
        Only(keys.Text("hidden_act") ?? "silu", "silu", "hidden_act");
        foreach (var layer in keys.Texts("layer_types") ?? [])
        {
            Only(layer, "full_attention", "layer_types");
        }

        var share = keys.Number("partial_rotary_factor", 1);
        if (share != 1)
        {
            throw new InvalidDataException(FormattableString.Invariant($"partial_rotary_factor is {share}, but only 1 is known: all numbers of a head are turned."));
        }
    }

    private static void Only(string given, string known, string key)
    {
        if (given != known)
        {
            throw new InvalidDataException($"{key} is {given}, but only {known} is known.");
        }
    }

    /// <summary>The base and the scaling of the angles: <c>rope_theta</c> and <c>rope_scaling</c>, or both in <c>rope_parameters</c> as newer files have them.</summary>
    private static (double Base, RotaryScaling? Scaling) ReadRotary(ConfigKeys keys)
    {
        var rotaryBase = keys.Number("rope_theta", 10_000);
        var scaling = keys.Keys("rope_scaling") ?? keys.Keys("rope_parameters");
        if (scaling is null)
        {
            return (rotaryBase, null);
        }

        rotaryBase = scaling.Number("rope_theta", rotaryBase);
        var (kind, older) = (scaling.Text("rope_type"), scaling.Text("type"));
        var read = (kind ?? older) switch
        {
            "default" => null,
            "linear" => new RotaryScaling { Kind = RotaryScalingKind.Linear, Factor = scaling.Number("factor") },
            "llama3" => new RotaryScaling
            {
                Kind = RotaryScalingKind.Llama3,
                Factor = scaling.Number("factor"),
                LowFrequencyFactor = scaling.Number("low_freq_factor"),
                HighFrequencyFactor = scaling.Number("high_freq_factor"),
                OriginalContextLength = scaling.Size("original_max_position_embeddings"),
            },
            var other => throw new InvalidDataException($"the rope_type of rope_scaling is {other ?? "missing"}, but only default, linear and llama3 are known."),
        };
        scaling.RefuseRest(_ => false);
        return (rotaryBase, read);
    }

    private static JsonObject WriteGpt2(GptConfig config) => new()
    {
        ["model_type"] = "gpt2",
        ["architectures"] = new JsonArray("GPT2LMHeadModel"),
        ["n_positions"] = config.ContextLength,
        ["n_embd"] = config.EmbeddingSize,
        ["n_layer"] = config.Layers,
        ["n_head"] = config.Heads,
        ["n_inner"] = config.FeedForwardSize,
        ["activation_function"] = config.Activation switch
        {
            ActivationKind.Gelu => "gelu",
            ActivationKind.SquaredRelu => "relu2",
            _ => GeluTanh,
        },
        ["layer_norm_epsilon"] = config.NormEpsilon,
        ["attn_pdrop"] = config.Dropout,
        ["embd_pdrop"] = config.Dropout,
        ["resid_pdrop"] = config.Dropout,
    };

    private static JsonObject WriteLlama(HuggingFaceFamily family, GptConfig config)
    {
        var json = new JsonObject
        {
            ["model_type"] = NameOf(family),
            ["architectures"] = new JsonArray($"{family}ForCausalLM"),
            ["max_position_embeddings"] = config.ContextLength,
            ["hidden_size"] = config.EmbeddingSize,
            ["intermediate_size"] = config.HiddenSize,
            ["num_hidden_layers"] = config.Layers,
            ["num_attention_heads"] = config.Heads,
            ["num_key_value_heads"] = config.KeyValueHeads ?? config.Heads,
            ["hidden_act"] = "silu",
            ["rms_norm_eps"] = config.NormEpsilon,
            ["rope_theta"] = config.RotaryBase,
            ["rope_scaling"] = WriteScaling(config.RotaryScaling),
        };
        if (config.AttentionHeadSize is not null || family == HuggingFaceFamily.Qwen3)
        {
            json["head_dim"] = config.HeadSize;
        }

        if (family != HuggingFaceFamily.Qwen2)
        {
            json["attention_bias"] = false;
        }

        if (family != HuggingFaceFamily.Llama)
        {
            (json["use_sliding_window"], json["sliding_window"]) = (false, null);
        }

        return json;
    }

    private static JsonObject? WriteScaling(RotaryScaling? scaling) => scaling switch
    {
        null => null,
        { Kind: RotaryScalingKind.Linear } => new() { ["rope_type"] = "linear", ["factor"] = scaling.Factor },
        _ => new()
        {
            ["rope_type"] = "llama3",
            ["factor"] = scaling.Factor,
            ["low_freq_factor"] = scaling.LowFrequencyFactor,
            ["high_freq_factor"] = scaling.HighFrequencyFactor,
            ["original_max_position_embeddings"] = scaling.OriginalContextLength,
        },
    };

    private static IEnumerable<(bool Holds, string Need)> NeedsOfAll(GptConfig config)
    {
        yield return (config.NormPlacement == NormPlacement.Pre, $"NormPlacement Pre (it is {config.NormPlacement})");
        yield return (config.Lora is null, "no Lora (merge the adapters first)");
        yield return (config.Experts is null, $"no Experts (it has {config.Experts?.Count})");
        yield return (config.TokenShift == 0, $"TokenShift 0 (it is {config.TokenShift})");
        yield return (config.HasFeedForward, $"a FeedForwardSize of at least 1 (it is {config.HiddenSize})");
    }

    private static IEnumerable<(bool Holds, string Need)> NeedsOfGpt2(GptConfig config)
    {
        yield return (config.Norm == NormKind.LayerNorm, $"Norm LayerNorm (it is {config.Norm})");
        yield return (config.Bias && config.QueryKeyValueBias != false, "Bias true in every part");
        yield return (config.Activation != ActivationKind.SwiGlu, "an Activation other than SwiGlu");
        yield return (!config.QueryKeyNorm, "QueryKeyNorm false");
        yield return (config.KeyValueHeads is null || config.KeyValueHeads == config.Heads, $"as many KeyValueHeads as Heads (they are {config.KeyValueHeads} and {config.Heads})");
        yield return (config.HeadSize * config.Heads == config.EmbeddingSize, $"an AttentionHeadSize of EmbeddingSize / Heads (it is {config.HeadSize})");
    }

    private static IEnumerable<(bool Holds, string Need)> NeedsOfLlama(HuggingFaceFamily family, GptConfig config)
    {
        yield return (config.Positions == PositionKind.Rotary, $"Positions Rotary (they are {config.Positions})");
        yield return (config.Norm == NormKind.RmsNorm, $"Norm RmsNorm (it is {config.Norm})");
        yield return (config.Activation == ActivationKind.SwiGlu, $"Activation SwiGlu (it is {config.Activation})");
        yield return (!config.Bias, "Bias false");
        yield return (family == HuggingFaceFamily.Qwen2 || config.QueryKeyValueBias != true, "QueryKeyValueBias false");
    }
}
