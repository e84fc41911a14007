namespace LlmCourse.Scaling;

/// <summary>y = coefficient · x^exponent, a straight line where both axes are logarithmic. (Chapter 05.)</summary>
/// <param name="Coefficient">The value at x = 1.</param>
/// <param name="Exponent">The slope of the line.</param>
public sealed record PowerLaw(double Coefficient, double Exponent)
{
    /// <summary>The value at <paramref name="x"/>.</summary>
    public double At(double x) => Coefficient * Math.Pow(x, Exponent);

    /// <summary>The line of least squares through the logarithms of the points.</summary>
    /// <exception cref="ArgumentException">Fewer than two different x, or a value that is not positive.</exception>
    public static PowerLaw Fit(IEnumerable<(double X, double Y)> points)
    {
        var logs = points.Select(point => (X: Math.Log(point.X), Y: Math.Log(point.Y))).ToList();
        if (logs.Select(point => point.X).Distinct().Count() < 2 || logs.Any(point => !double.IsFinite(point.X + point.Y)))
        {
            throw new ArgumentException($"A power law needs positive values at two different x at least; these are {logs.Count} points without them.");
        }

        var (meanX, meanY) = (logs.Average(point => point.X), logs.Average(point => point.Y));
        var slope = logs.Sum(point => (point.X - meanX) * (point.Y - meanY)) / logs.Sum(point => (point.X - meanX) * (point.X - meanX));
        return new PowerLaw(Math.Exp(meanY - (slope * meanX)), slope);
    }
}
