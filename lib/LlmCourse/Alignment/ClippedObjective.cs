using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// PPO's objective: actions that turned out well become more likely, but nothing is gained by moving a probability further than a little from where it
/// was: min(ρ·A, clip(ρ, 1 − ε, 1 + ε)·A), with ρ = π(a)/π_old(a). (Schulman et al. 2017, equation 7; chapter 12.)
/// </summary>
public static class ClippedObjective
{
    /// <summary>The negative mean objective over the actions that count. All [N], or of one shape -> [].</summary>
    /// <param name="logProbabilities">Of the actions, under the policy that learns.</param>
    /// <param name="oldLogProbabilities">Of the same actions, under the policy that took them.</param>
    /// <param name="advantages">How much better than expected each action was.</param>
    /// <param name="counts">True where there is an action.</param>
    /// <param name="epsilon">How far a ratio may move, ε.</param>
    public static Tensor Loss(Tensor logProbabilities, Tensor oldLogProbabilities, Tensor advantages, Tensor counts, double epsilon = 0.2)
    {
        using var scope = NewDisposeScope();
        var ratio = (logProbabilities - oldLogProbabilities).exp();
        var objective = minimum(ratio * advantages, ratio.clamp(1 - epsilon, 1 + epsilon) * advantages);
        return (-objective.masked_select(counts).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>The share of the actions that count whose ratio has left the band.</summary>
    public static double ClippedShare(Tensor logProbabilities, Tensor oldLogProbabilities, Tensor counts, double epsilon = 0.2)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var distance = ((logProbabilities - oldLogProbabilities).exp() - 1).abs();
        return distance.gt(epsilon).masked_select(counts).to(float32).mean().item<float>();
    }
}
