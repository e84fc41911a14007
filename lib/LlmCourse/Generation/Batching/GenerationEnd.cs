namespace LlmCourse.Generation.Batching;

/// <summary>Why a text ended.</summary>
public enum GenerationEnd
{
    /// <summary>The model ended it, a stop sequence came, or its grammar lets nothing follow.</summary>
    Stop,

    /// <summary>It had as many tokens as it may have.</summary>
    Length,

    /// <summary>Nobody wanted it any more.</summary>
    Cancelled,
}
