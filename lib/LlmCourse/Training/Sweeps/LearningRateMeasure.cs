namespace LlmCourse.Training.Sweeps;

/// <summary>What a <see cref="LearningRateRule"/> takes for a model's size.</summary>
public enum LearningRateMeasure
{
    /// <summary>The width of the residual stream, C.</summary>
    Width,

    /// <summary>The parameters that every token passes, N.</summary>
    Parameters,
}
