namespace LlmCourse.Model;

/// <summary>How a model's weights start. (Chapters 03 and 04.)</summary>
public enum InitializationKind
{
    /// <summary>
    /// Normal with deviation 0.02; the matrices that write to the residual stream smaller by √(2L), so that the stream's scale does
    /// not depend on depth (Radford et al. 2019, section 2.3).
    /// </summary>
    Gpt2,

    /// <summary>
    /// What writes to the residual stream, and the head, start at zero: at first the model passes its embeddings through and learns from
    /// there. Other matrices have deviation 0.5/√inputs, embeddings 0.5 (the modded-nanogpt speed-runs).
    /// </summary>
    ZeroOutput,
}
