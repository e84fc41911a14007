using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Direct preference optimisation: the policy is its own reward model, r(x, y) = β·log(π(y|x) / π_ref(y|x)), and is trained on preferences as one.
/// (Rafailov et al. 2023, equation 7; chapter 12.)
/// </summary>
public static class DpoLoss
{
    /// <summary>The reward that a policy implies, up to what is the same for all responses to a prompt. Log-probabilities of whole responses, [N] -> [N].</summary>
    public static Tensor ImpliedReward(Tensor policy, Tensor reference, double beta)
    {
        using var scope = NewDisposeScope();
        return (beta * (policy - reference)).MoveToOuterDisposeScope();
    }

    /// <summary>−log σ of the difference between the implied rewards of chosen and rejected, on average. Log-probabilities of whole responses, [N] -> [].</summary>
    /// <exception cref="ArgumentException">β is not positive, or there are not as many chosen as rejected.</exception>
    public static Tensor Of(Tensor policyChosen, Tensor policyRejected, Tensor referenceChosen, Tensor referenceRejected, double beta = 0.1)
    {
        if (!(beta > 0))
        {
            throw new ArgumentException($"Beta ({beta}) must be above 0; 0.1 is usual.");
        }

        using var scope = NewDisposeScope();
        return BradleyTerry.Loss(ImpliedReward(policyChosen, referenceChosen, beta), ImpliedReward(policyRejected, referenceRejected, beta)).MoveToOuterDisposeScope();
    }
}
