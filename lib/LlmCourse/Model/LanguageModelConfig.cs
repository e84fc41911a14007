using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCourse.Model;

/// <summary>Describes a language model completely: what it is built from, how many numbers it holds, what a token costs.</summary>
public abstract record LanguageModelConfig
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Number of different tokens, V.</summary>
    public abstract int VocabularySize { get; init; }

    /// <summary>Most tokens that the model looks at, T.</summary>
    public abstract int ContextLength { get; init; }

    /// <summary>Number of layers, L.</summary>
    public abstract int Layers { get; init; }

    /// <summary>Width of a token's vector, C.</summary>
    public abstract int EmbeddingSize { get; init; }

    /// <summary>Number of trainable numbers; a tied head counts once. Checked against the built model by a test.</summary>
    [JsonIgnore]
    public abstract long ParameterCount { get; }

    /// <summary>
    /// Floating point operations of one forward pass, per token, in sequences of <paramref name="length"/> tokens. Training costs three
    /// times as much: the backward pass is two forward passes.
    /// </summary>
    public abstract long ForwardFlopsPerToken(int length);

    /// <summary>Builds the model with random weights that follow from the seed alone.</summary>
    /// <exception cref="ArgumentException">The config's sizes do not fit together.</exception>
    public abstract LanguageModel CreateModel(int seed = 42);

    /// <summary>Checks that the sizes fit together.</summary>
    /// <exception cref="ArgumentException">They do not; the message says which, and what is needed.</exception>
    public abstract void Validate();

    /// <summary>The config as JSON, the form that a checkpoint keeps.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GetType(), Json);

    /// <summary>Reads a config of either kind from JSON and checks it; a recurrent model's is known by its cell.</summary>
    /// <exception cref="ArgumentException">The JSON is malformed, has an unknown key, lacks a size, or its sizes do not fit together.</exception>
    public static LanguageModelConfig FromJson(string json) => Read<LanguageModelConfig>(() =>
    {
        using var document = JsonDocument.Parse(json);
        var isRecurrent = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("cell", out _);
        return isRecurrent ? Deserialize<RecurrentConfig>(json) : Deserialize<GptConfig>(json);
    });

    /// <summary>Reads a config of one kind from JSON and checks it.</summary>
    /// <exception cref="ArgumentException">The JSON is malformed, has an unknown key, lacks a size, or its sizes do not fit together.</exception>
    protected static T FromJson<T>(string json)
        where T : LanguageModelConfig => Read(() => Deserialize<T>(json));

    /// <summary>Throws the message where a size or setting makes no sense.</summary>
    protected static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }

    /// <summary>Throws where a size is not positive.</summary>
    protected static void RequirePositive(int value, string name) =>
        Require(value > 0, $"{name} ({value}) must be at least 1.");

    private static T Read<T>(Func<T> read)
        where T : LanguageModelConfig
    {
        try
        {
            var config = read();
            config.Validate();
            return config;
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"The model's config cannot be read: {problem.Message}", problem);
        }
    }

    private static T Deserialize<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Json) ?? throw new ArgumentException("The model's config is empty.");
}
