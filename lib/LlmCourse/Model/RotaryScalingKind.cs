namespace LlmCourse.Model;

/// <summary>Which rotary angles are slowed down for a longer context.</summary>
public enum RotaryScalingKind
{
    /// <summary>All alike (position interpolation, Chen et al. 2023).</summary>
    Linear,

    /// <summary>The slow ones alone, with a blend between (Llama 3.1).</summary>
    Llama3,
}
