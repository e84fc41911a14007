namespace LlmCourse.Scaling;

/// <summary>
/// How badly a joint Kaplan law misses given runs: the Huber loss of log predicted − log measured. With p = α_N / α_D the prediction is
/// α_D · log(exp(a − p·log N) + exp(b − log D)); logarithms are measured from the middle of the runs.
/// </summary>
internal sealed class KaplanSurface : ILossSurface
{
    private static readonly double[] StartExponents = [0.05, 0.1, 0.2, 0.4], StartPowers = [0.3, 0.7, 1, 2], StartTilts = [-2, 0, 2];

    private readonly double[] logN, logD, logLoss;
    private readonly double meanLogN, meanLogD, delta;

    public KaplanSurface(IReadOnlyList<ScalingRun> runs, double delta)
    {
        (meanLogN, meanLogD) = (runs.Average(run => Math.Log(run.Parameters)), runs.Average(run => Math.Log(run.Tokens)));
        logN = [.. runs.Select(run => Math.Log(run.Parameters) - meanLogN)];
        logD = [.. runs.Select(run => Math.Log(run.Tokens) - meanLogD)];
        logLoss = [.. runs.Select(run => Math.Log(run.Loss))];
        this.delta = delta;
    }

    /// <inheritdoc/>
    public int Dimension => 4;

    /// <summary>The law at a place: its numbers are a and b at the middle of the runs, p and α_D.</summary>
    public KaplanLaw LawAt(ReadOnlySpan<double> place) => new(
        Math.Exp((place[0] / place[2]) + meanLogN), place[2] * place[3], Math.Exp(place[1] + meanLogD), place[3]);

    /// <summary>Places that give the mean loss in the middle, with both parts equal there or one of them larger.</summary>
    public IEnumerable<double[]> Starts() =>
        from alphaD in StartExponents
        from power in StartPowers
        from tilt in StartTilts
        let height = (logLoss.Average() / alphaD) - Math.Log(2 * Math.Cosh(tilt / 2))
        select new[] { height + (tilt / 2), height - (tilt / 2), power, alphaD };

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> place, Span<double> gradient)
    {
        var (a, b, power, alphaD) = (place[0], place[1], place[2], place[3]);
        gradient.Clear();
        var total = 0.0;
        for (var i = 0; i < logLoss.Length; i++)
        {
            var (model, data) = (a - (power * logN[i]), b - logD[i]);
            var highest = Math.Max(model, data);
            var logSum = highest + Math.Log(Math.Exp(model - highest) + Math.Exp(data - highest));
            var miss = (alphaD * logSum) - logLoss[i];
            var pull = Math.Clamp(miss, -delta, delta); // the slope of the Huber loss
            total += pull * (miss - (pull / 2));
            var share = Math.Exp(model - logSum);       // the model's part of the sum
            gradient[0] += pull * alphaD * share;
            gradient[1] += pull * alphaD * (1 - share);
            gradient[2] -= pull * alphaD * share * logN[i];
            gradient[3] += pull * logSum;
        }

        return total;
    }
}
