using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Three ways to estimate KL(π‖π_ref) = E[log π − log π_ref] from what π itself has said. All take log-probabilities of the same tokens, and give a number
/// for each. (Schulman 2020, "Approximating KL divergence"; chapter 12.)
/// </summary>
public static class KLEstimator
{
    /// <summary>k₁ = log π − log π_ref: right on average, but often below 0 for single tokens.</summary>
    public static Tensor K1(Tensor policy, Tensor reference) => policy - reference;

    /// <summary>k₂ = ½·(log π − log π_ref)²: never below 0, steadier, and a little wrong.</summary>
    public static Tensor K2(Tensor policy, Tensor reference)
    {
        using var scope = NewDisposeScope();
        return (0.5 * (policy - reference).square()).MoveToOuterDisposeScope();
    }

    /// <summary>k₃ = π_ref/π − 1 − log(π_ref/π): right on average and never below 0.</summary>
    public static Tensor K3(Tensor policy, Tensor reference)
    {
        using var scope = NewDisposeScope();
        var logRatio = reference - policy;
        return (logRatio.exp() - 1 - logRatio).MoveToOuterDisposeScope();
    }
}
