using System.Numerics;

namespace LlmCourse.Scaling;

/// <summary>
/// How badly a Chinchilla law misses given runs (Hoffmann et al. 2022, equation 3): the Huber loss of log predicted − log measured, with
/// the prediction as the log-sum-exp of a − α·log N, b − β·log D and e. The Huber loss is a square near zero and a line beyond δ, so that
/// a run that went wrong does not pull the law after it. The logarithms of N and D are measured from the middle of the runs: the steepness
/// of a part and its height are then almost independent, and the way down is short.
/// </summary>
internal sealed class HuberSurface : ILossSurface
{
    private static readonly int Lanes = Vector<double>.Count; // runs that are computed at a time

    private readonly double[] logN, logD, logLoss, weight; // filled up to whole vectors by runs of no weight
    private readonly double meanLogN, meanLogD, delta;

    /// <summary>The surface for these sizes and tokens, with the logarithms of the losses.</summary>
    public HuberSurface(IReadOnlyList<ScalingRun> runs, double[] logLoss, double delta)
    {
        (meanLogN, meanLogD) = (runs.Average(run => Math.Log(run.Parameters)), runs.Average(run => Math.Log(run.Tokens)));
        logN = Filled(runs.Select(run => Math.Log(run.Parameters) - meanLogN));
        logD = Filled(runs.Select(run => Math.Log(run.Tokens) - meanLogD));
        weight = Filled(runs.Select(_ => 1.0));
        (this.logLoss, this.delta) = (Filled(logLoss), delta);
    }

    private HuberSurface(HuberSurface other, double[] logLoss)
    {
        (logN, logD, weight, meanLogN, meanLogD, delta) = (other.logN, other.logD, other.weight, other.meanLogN, other.meanLogD, other.delta);
        this.logLoss = Filled(logLoss);
    }

    /// <inheritdoc/>
    public int Dimension => 5;

    /// <summary>The same runs with other losses.</summary>
    public HuberSurface With(double[] otherLogLoss) => new(this, otherLogLoss);

    /// <summary>The law at a place: its numbers are a and b at the middle of the runs, e, α and β.</summary>
    public ChinchillaLaw LawAt(ReadOnlySpan<double> place) => new(
        Math.Exp(place[2]), Math.Exp(place[0] + (place[3] * meanLogN)), Math.Exp(place[1] + (place[4] * meanLogD)), place[3], place[4]);

    /// <summary>The place of a law.</summary>
    public double[] PlaceOf(ChinchillaLaw law) =>
        [Math.Log(law.A) - (law.Alpha * meanLogN), Math.Log(law.B) - (law.Beta * meanLogD), Math.Log(law.E), law.Alpha, law.Beta];

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> place, Span<double> gradient)
    {
        var (a, b, alpha, beta) = (new Vector<double>(place[0]), new Vector<double>(place[1]), place[3], place[4]);
        var (entropy, most) = (new Vector<double>(Math.Exp(place[2])), new Vector<double>(delta));
        Vector<double> total = default, byA = default, byB = default, byE = default, byAlpha = default, byBeta = default;
        for (var i = 0; i < logLoss.Length; i += Lanes)
        {
            var (n, d) = (new Vector<double>(logN, i), new Vector<double>(logD, i));
            var model = Vector.Exp(a - (alpha * n));
            var data = Vector.Exp(b - (beta * d));
            var loss = model + data + entropy;
            var miss = Vector.Log(loss) - new Vector<double>(logLoss, i);
            var pull = Vector.Clamp(miss, -most, most) * new Vector<double>(weight, i); // the slope of the Huber loss
            total += pull * (miss - (pull / 2));                                        // miss² / 2, or δ·(|miss| − δ / 2)
            pull /= loss;
            byA += pull * model;
            byB += pull * data;
            byE += pull * entropy;
            byAlpha -= pull * model * n;
            byBeta -= pull * data * d;
        }

        (gradient[0], gradient[1], gradient[2]) = (Vector.Sum(byA), Vector.Sum(byB), Vector.Sum(byE));
        (gradient[3], gradient[4]) = (Vector.Sum(byAlpha), Vector.Sum(byBeta));
        return Vector.Sum(total);
    }

    private static double[] Filled(IEnumerable<double> values)
    {
        double[] known = [.. values];
        Array.Resize(ref known, (known.Length + Lanes - 1) / Lanes * Lanes);
        return known;
    }
}
