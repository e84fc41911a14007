namespace LlmCourse.Alignment;

/// <summary>
/// What a proxy's optimisation does to the gold reward, over the distance d = √KL: best-of-n R(d) = d·(α − β·d), reinforcement R(d) = d·(α − β·ln d), both measured from the
/// start. (Gao et al. 2022, section 3; chapter 12.)
/// </summary>
/// <param name="Alpha">How fast the gain begins, α.</param>
/// <param name="Beta">How fast it is lost, β.</param>
/// <param name="IsReinforcement">True for the form of reinforcement learning, false for that of best-of-n.</param>
/// <param name="R2">The share of the gain's variance that the law explains, 1 at best.</param>
public sealed record OveroptimizationLaw(double Alpha, double Beta, bool IsReinforcement, double R2)
{
    /// <summary>The law's gain at a distance, √nats.</summary>
    public double GainAt(double distance) => distance <= 0 ? 0 : distance * (Alpha - (Beta * Bend(distance, IsReinforcement)));

    /// <summary>Fits the two constants by least squares; the law is linear in them.</summary>
    /// <param name="points">Distances √KL and gains over the start.</param>
    /// <param name="isReinforcement">Which of the two forms.</param>
    /// <exception cref="ArgumentException">There are fewer than three points beyond the start.</exception>
    public static OveroptimizationLaw Fit(IEnumerable<(double Distance, double Gain)> points, bool isReinforcement)
    {
        var known = points.Where(point => point.Distance > 0).ToList();
        if (known.Count < 3)
        {
            throw new ArgumentException($"{known.Count} points beyond the start are too few for two constants; give at least 3.");
        }

        double Sum(Func<double, double, double> term) => known.Sum(point => term(point.Distance, point.Gain));
        double Other(double d) => -d * Bend(d, isReinforcement);
        var (aa, ab, bb) = (Sum((d, _) => d * d), Sum((d, _) => d * Other(d)), Sum((d, _) => Other(d) * Other(d)));
        var (ay, by) = (Sum((d, y) => d * y), Sum((d, y) => Other(d) * y));
        var determinant = (aa * bb) - (ab * ab);
        var law = new OveroptimizationLaw(((ay * bb) - (by * ab)) / determinant, ((by * aa) - (ay * ab)) / determinant, isReinforcement, 0);
        var mean = known.Average(point => point.Gain);
        return law with { R2 = 1 - (Sum((d, y) => Math.Pow(y - law.GainAt(d), 2)) / Sum((_, y) => Math.Pow(y - mean, 2))) };
    }

    private static double Bend(double distance, bool isReinforcement) => isReinforcement ? Math.Log(distance) : distance;
}
