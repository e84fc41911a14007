namespace LlmCourse.Model;

/// <summary>How a model knows where a token stands. (Chapter 03.)</summary>
public enum PositionKind
{
    /// <summary>A learned vector per position, added to the token's embedding (GPT-2).</summary>
    Learned,

    /// <summary>Queries and keys are turned by an angle that grows with the position (RoPE, Su et al. 2021).</summary>
    Rotary,
}
