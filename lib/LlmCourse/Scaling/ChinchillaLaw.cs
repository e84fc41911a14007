namespace LlmCourse.Scaling;

/// <summary>
/// The loss as a sum of three parts: what no model can avoid, what a larger model would gain, and what more text would gain,
/// L(N, D) = E + A / N^α + B / D^β (Hoffmann et al. 2022, equation 2). (Chapter 05.)
/// </summary>
/// <param name="E">The irreducible loss, the entropy of the text, in nats per token.</param>
/// <param name="A">The scale of the model's part.</param>
/// <param name="B">The scale of the data's part.</param>
/// <param name="Alpha">How fast the model's part falls with N.</param>
/// <param name="Beta">How fast the data's part falls with D.</param>
public sealed record ChinchillaLaw(double E, double A, double B, double Alpha, double Beta)
{
    /// <summary>The constants as the paper prints them (Hoffmann et al. 2022, equation 10), rounded to two digits in the exponents.</summary>
    public static ChinchillaLaw Hoffmann => new(1.69, 406.4, 410.7, 0.34, 0.28);

    /// <summary>
    /// The paper's constants before rounding, as Besiroglu et al. 2024 report them from its TeX source.
    /// </summary>
    public static ChinchillaLaw HoffmannUnrounded => new(Math.Exp(0.5267228), Math.Exp(6.0073404), Math.Exp(6.0179186), 0.33917084, 0.2849083);

    /// <summary>
    /// The printed E, A and B with three digits in the exponents (de Vries 2023). With these the example of Sardana et al. 2023 comes out
    /// as it is printed there.
    /// </summary>
    public static ChinchillaLaw HoffmannThreeDigits => Hoffmann with { Alpha = 0.336, Beta = 0.283 };

    /// <summary>The refit to the points of the paper's figure 4 (Besiroglu et al. 2024), which agrees with the paper's other two approaches.</summary>
    public static ChinchillaLaw Besiroglu => new(1.8172, 482.01, 2085.43, 0.3478, 0.3658);

    /// <summary>The loss of a model of N parameters after D tokens, in nats per token.</summary>
    public double Loss(double parameters, double tokens) => E + ModelPart(parameters) + DataPart(tokens);

    /// <summary>What a larger model would still gain, A / N^α.</summary>
    public double ModelPart(double parameters) => A * Math.Pow(parameters, -Alpha);

    /// <summary>What more text would still gain, B / D^β.</summary>
    public double DataPart(double tokens) => B * Math.Pow(tokens, -Beta);

    /// <summary>The best use of a budget of C = 6·N·D operations (Hoffmann et al. 2022, equation 4).</summary>
    public Allocation ComputeOptimal(double flops)
    {
        var g = Math.Pow(Alpha * A / (Beta * B), 1 / (Alpha + Beta));
        var product = flops / 6; // N · D
        return new Allocation(g * Math.Pow(product, Beta / (Alpha + Beta)), Math.Pow(product, Alpha / (Alpha + Beta)) / g);
    }

    /// <summary>
    /// The training for which this size is the best one: α · A / N^α = β · B / D^β, so that a little more of either gains the same.
    /// </summary>
    public Allocation ComputeOptimalOfSize(double parameters) =>
        new(parameters, Math.Pow(Beta * B / (Alpha * ModelPart(parameters)), 1 / Beta));

    /// <summary>The cheapest training that reaches a loss: the data's part is then α / (α + β) of what is above E.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The loss is not above E.</exception>
    public Allocation ComputeOptimalOfLoss(double loss)
    {
        var above = loss > E ? loss - E : throw new ArgumentOutOfRangeException(
            nameof(loss), $"No model reaches a loss of {loss:G5} by this law: it must be above E = {E:G5}.");
        return new Allocation(
            Math.Pow(above * Beta / (Alpha + Beta) / A, -1 / Alpha), Math.Pow(above * Alpha / (Alpha + Beta) / B, -1 / Beta));
    }

    /// <summary>The tokens after which a model of this size reaches a loss; infinite where it never does.</summary>
    public double TokensForLoss(double parameters, double loss)
    {
        var left = loss - E - ModelPart(parameters);
        return left > 0 ? Math.Pow(left / B, -1 / Beta) : double.PositiveInfinity;
    }
}
