using System.Text.Json.Serialization;

namespace LlmCourse.Model;

/// <summary>Describes a recurrent language model completely. (Chapter 02.)</summary>
public sealed record RecurrentConfig : LanguageModelConfig
{
    /// <summary>How a layer goes from one position to the next.</summary>
    public required RecurrentCell Cell { get; init; }

    /// <inheritdoc/>
    public required override int VocabularySize { get; init; }

    /// <summary>Most tokens that are read at once; the model itself knows no limit.</summary>
    public required override int ContextLength { get; init; }

    /// <inheritdoc/>
    public required override int Layers { get; init; }

    /// <summary>Width of a token's vector and of each layer's state, C.</summary>
    public required override int EmbeddingSize { get; init; }

    /// <summary>True when the output head reuses the token embedding (Press and Wolf 2017).</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>Share of activations that are dropped in training, between the layers and around them (Zaremba et al. 2014).</summary>
    public double Dropout { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override long ParameterCount
    {
        get
        {
            long c = EmbeddingSize, v = VocabularySize;
            return (v * c) + (Layers * Gates * ((2 * c * c) + (2 * c))) + (TiedHead ? 0 : v * c);
        }
    }

    /// <summary>Vectors that a step computes from input and state: 4 in an LSTM, 1 in a plain network.</summary>
    [JsonIgnore]
    public int Gates => Cell == RecurrentCell.Lstm ? 4 : 1;

    /// <summary>Two operations per weight of every matrix; the length does not matter.</summary>
    public override long ForwardFlopsPerToken(int length)
    {
        long c = EmbeddingSize;
        return 2 * ((Layers * Gates * 2 * c * c) + (c * VocabularySize));
    }

    /// <summary>The widest config, otherwise like this one, that has no more parameters than another model: two kinds can then be compared.</summary>
    /// <exception cref="ArgumentException">Not even a width of 1 is small enough.</exception>
    public RecurrentConfig AsLargeAs(LanguageModelConfig other)
    {
        var widest = this with { EmbeddingSize = 1 };
        Require(widest.ParameterCount <= other.ParameterCount, $"A width of 1 has {widest.ParameterCount} parameters already, more than the {other.ParameterCount} of the other model.");
        while ((widest with { EmbeddingSize = widest.EmbeddingSize + 1 }).ParameterCount <= other.ParameterCount)
        {
            widest = widest with { EmbeddingSize = widest.EmbeddingSize + 1 };
        }

        return widest;
    }

    /// <inheritdoc/>
    public override RecurrentLanguageModel CreateModel(int seed = 42) => new(this, seed);

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(VocabularySize, nameof(VocabularySize));
        RequirePositive(ContextLength, nameof(ContextLength));
        RequirePositive(Layers, nameof(Layers));
        RequirePositive(EmbeddingSize, nameof(EmbeddingSize));
        Require(Dropout is >= 0 and < 1, $"Dropout ({Dropout}) must be at least 0 and below 1.");
    }
}
