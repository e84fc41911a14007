using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Preferences as a law: the better response is the more likely to be chosen, the further the two rewards are apart.
/// P(a before b) = σ(r(a) − r(b)). (Bradley and Terry 1952; Christiano et al. 2017, section 2.2.3; chapter 11.)
/// </summary>
public static class BradleyTerry
{
    /// <summary>The probability that the first is preferred.</summary>
    public static double Probability(double first, double second) => 1 / (1 + Math.Exp(second - first));

    /// <summary>What a reward model pays for the choices that were made, −log σ(r(chosen) − r(rejected)), on average. [N], [N] -> [].</summary>
    /// <exception cref="ArgumentException">There are not as many chosen as rejected.</exception>
    public static Tensor Loss(Tensor chosen, Tensor rejected)
    {
        if (!chosen.shape.SequenceEqual(rejected.shape))
        {
            throw new ArgumentException($"There are rewards of {chosen.numel()} chosen and {rejected.numel()} rejected responses; give them in pairs.");
        }

        using var scope = NewDisposeScope();
        return (-nn.functional.logsigmoid(chosen - rejected).mean()).MoveToOuterDisposeScope();
    }
}
