namespace LlmCourse.Model;

/// <summary>How the residual stream is brought to unit scale before each part of a block. (Chapter 03.)</summary>
public enum NormKind
{
    /// <summary>Subtract the mean, divide by the standard deviation (Ba et al. 2016).</summary>
    LayerNorm,

    /// <summary>Divide by the root of the mean square (Zhang and Sennrich 2019).</summary>
    RmsNorm,
}
