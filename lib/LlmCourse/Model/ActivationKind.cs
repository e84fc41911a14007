namespace LlmCourse.Model;

/// <summary>The non-linearity inside the feed-forward part of a block. (Chapter 03.)</summary>
public enum ActivationKind
{
    /// <summary>The exact Gaussian error linear unit (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>GELU with its curve drawn by a tanh, which GPT-2's weights were trained with; slower on a CPU than the exact one.</summary>
    GeluTanh,

    /// <summary>max(x, 0)² (So et al. 2021, Primer).</summary>
    SquaredRelu,

    /// <summary>silu(gate) · up, with a third matrix (Shazeer 2020).</summary>
    SwiGlu,
}
