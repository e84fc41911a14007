using System.Text.Json.Serialization;
using LlmCourse.Model;

namespace LlmCourse.Training.Sweeps;

/// <summary>
/// How AdamW's peak learning rate follows the model's size: η = η₀ · (size / at)^exponent. Large models want smaller ones (Kaplan et al.
/// 2020, appendix D; Yang et al. 2022 for the width, with exponent -1).
/// </summary>
public sealed record LearningRateRule
{
    /// <summary>What is taken for the size: <c>width</c> or <c>parameters</c>, the N of 6·N·D.</summary>
    public LearningRateMeasure By { get; init; }

    /// <summary>The size at which the plan's learning rate is right.</summary>
    public required double At { get; init; }

    /// <summary>The power; negative for a learning rate that falls with size.</summary>
    public required double Exponent { get; init; }

    /// <summary>The factor for a model.</summary>
    public double FactorFor(GptConfig model) =>
        Math.Pow((By == LearningRateMeasure.Width ? model.EmbeddingSize : model.MatrixParameterCount) / At, Exponent);

    /// <summary>True where the factor is a number for every model.</summary>
    [JsonIgnore]
    internal bool IsUsable => At > 0 && double.IsFinite(Exponent);
}
