namespace LlmCourse.Scaling;

/// <summary>
/// The first law of language models: power laws that end at zero, joined so that the part that is short holds the other back,
/// L(N, D) = ((N_c / N)^(α_N / α_D) + D_c / D)^α_D (Kaplan et al. 2020, equation 1.5). N leaves out the embeddings. (Chapter 05.)
/// </summary>
/// <param name="ParameterScale">N_c, the size at which the model's part alone would give a loss of 1.</param>
/// <param name="AlphaN">How fast the loss falls with N.</param>
/// <param name="TokenScale">D_c, the tokens at which the data's part alone would give a loss of 1.</param>
/// <param name="AlphaD">How fast the loss falls with D.</param>
public sealed record KaplanLaw(double ParameterScale, double AlphaN, double TokenScale, double AlphaD)
{
    private const double PetaflopDay = 1e15 * 86_400;

    /// <summary>The joint fit of the paper (table 2).</summary>
    public static KaplanLaw Published => new(6.4e13, 0.076, 1.8e13, 0.103);

    /// <summary>The loss against the size alone, with enough of everything else (equation 1.1).</summary>
    public static PowerLaw LossOfParameters => new(Math.Pow(8.8e13, 0.076), -0.076);

    /// <summary>The loss against the data alone, large models stopped early (equation 1.2).</summary>
    public static PowerLaw LossOfTokens => new(Math.Pow(5.4e13, 0.095), -0.095);

    /// <summary>The paper's advice for a budget of C operations: N grows as C^0.73, D as C^0.27 (section 6.1 and table 6).</summary>
    public static Allocation PublishedOptimum(double flops)
    {
        var parameters = 1.3e9 * Math.Pow(flops / PetaflopDay, 0.73);
        return new Allocation(parameters, flops / (6 * parameters));
    }

    /// <summary>The loss of a model of N parameters after D tokens, in nats per token.</summary>
    public double Loss(double parameters, double tokens) =>
        Math.Pow(Math.Pow(ParameterScale / parameters, AlphaN / AlphaD) + (TokenScale / tokens), AlphaD);

    /// <summary>The best use of a budget by the joint law itself: where neither a larger model nor more text gains more.</summary>
    public Allocation ComputeOptimal(double flops)
    {
        var power = AlphaN / AlphaD;
        var parameters = Math.Pow(power * Math.Pow(ParameterScale, power) * flops / (6 * TokenScale), 1 / (1 + power));
        return new Allocation(parameters, flops / (6 * parameters));
    }

    /// <summary>The joint law that misses runs least, by the Huber loss of the logarithms, as in <see cref="ParametricFit"/>.</summary>
    /// <exception cref="ArgumentException">The runs cannot determine a law.</exception>
    public static KaplanLaw Fit(IReadOnlyList<ScalingRun> runs, double delta = 1e-3)
    {
        FitDiagnosis.Require(runs);
        var surface = new KaplanSurface(runs, delta);
        var search = new Lbfgs(surface.Dimension);
        var ends = surface.Starts().Select(place => (Place: place, Value: search.Minimize(surface, place, 1e-9 * delta, 0, 2_000)));
        return surface.LawAt(ends.Where(end => double.IsFinite(end.Value)).MinBy(end => end.Value).Place);
    }
}
