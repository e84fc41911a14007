namespace LlmCourse.Model;

/// <summary>How a model knows where a token stands. (Chapter 03.)</summary>
public enum PositionKind
{
    /// <summary>A learned vector per position, added to the token's embedding (GPT-2).</summary>
    Learned,

    /// <summary>Sines and cosines of the position at many wavelengths, added to the token's embedding (Vaswani et al. 2017, section 3.5).</summary>
    Sinusoidal,

    /// <summary>Queries and keys are turned by an angle that grows with the position (RoPE, Su et al. 2021).</summary>
    Rotary,

    /// <summary>Each score is lowered by the distance times a slope of the head's own (ALiBi, Press et al. 2022).</summary>
    Alibi,

    /// <summary>Nothing but the causal mask tells positions apart (Kazemnejad et al. 2023).</summary>
    None,
}
