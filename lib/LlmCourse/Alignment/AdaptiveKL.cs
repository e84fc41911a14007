namespace LlmCourse.Alignment;

/// <summary>
/// Steers the price of distance: where the policy is further from the reference than wanted, the price rises a little, else it falls a little; at most a fiftieth each step.
/// (Ziegler et al. 2019, section 2.2; chapter 12.)
/// </summary>
public static class AdaptiveKL
{
    private const double Gain = 0.1;
    private const double MostError = 0.2;

    /// <summary>The price of the next step, β.</summary>
    /// <exception cref="ArgumentException">The target is not positive.</exception>
    public static double Next(double coefficient, double measured, double target) => target > 0
        ? coefficient * (1 + (Gain * Math.Clamp((measured - target) / target, -MostError, MostError)))
        : throw new ArgumentException($"The target of the distance ({target}) must be above 0 nats.");
}
