using System.Globalization;
using LlmCourse.Runtime;

namespace LlmCourse.Scaling;

/// <summary>Whether runs can determine a law at all, and what to be careful of when they do.</summary>
internal static class FitDiagnosis
{
    private const int FewestRuns = ParametricFit.Unknowns + 1;
    private const int FewRuns = 12;
    private const int FewestLevels = 3;         // different sizes, and different lengths of training
    private const double NarrowSpan = 4;        // largest over smallest
    private const double Together = 0.98;       // correlation of log N and log D
    private const double SmallEntropy = 0.05;   // share of the smallest loss
    private const double Outlying = 6;          // in robust standard deviations
    private const double LeastOff = 0.02;       // a run that is nearer is no outlier, however quiet the others are

    /// <summary>Refuses runs that cannot determine a law.</summary>
    /// <exception cref="ArgumentException">Too few runs, sizes or lengths, or a number that is not positive.</exception>
    public static void Require(IReadOnlyList<ScalingRun> runs)
    {
        if (runs.FirstOrDefault(run => !(IsPositive(run.Parameters) && IsPositive(run.Tokens) && IsPositive(run.Loss))) is { } wrong)
        {
            throw new ArgumentException($"A run needs parameters, tokens and a loss above zero; this one is {wrong}.");
        }

        if (runs.Count < FewestRuns)
        {
            throw new ArgumentException(
                $"{runs.Count} runs cannot determine a law with {ParametricFit.Unknowns} unknowns; it needs {FewestRuns} at least, better {FewRuns} or more.");
        }

        RequireLevels(runs.Select(run => run.Parameters), "sizes (parameters)", "A / N^α cannot be told from E");
        RequireLevels(runs.Select(run => run.Tokens), "lengths of training (tokens)", "B / D^β cannot be told from E");
    }

    /// <summary>What a careful reader should know about a fit, a sentence each.</summary>
    public static IEnumerable<string> Of(ParametricFit fit)
    {
        if (!fit.Converged)
        {
            yield return "The search did not end at a place without slope: treat the constants as a stage on the way, not as the fit.";
        }

        if (fit.Runs.Count < FewRuns)
        {
            yield return $"These are only {fit.Runs.Count} runs for {ParametricFit.Unknowns} unknowns: the intervals will be wide, and their ends rough.";
        }

        foreach (var warning in OfDesign(fit.Runs).Concat(OfLaw(fit)).Concat(OfResiduals(fit)))
        {
            yield return warning;
        }
    }

    private static IEnumerable<string> OfDesign(IReadOnlyList<ScalingRun> runs)
    {
        foreach (var (name, values) in new[] { ("sizes", runs.Select(run => run.Parameters)), ("lengths of training", runs.Select(run => run.Tokens)) })
        {
            if (values.Max() / values.Min() is var span && span < NarrowSpan)
            {
                yield return Say($"The {name} span only a factor of {span:0.0}: their exponent is a guess. Spread them over a factor of {NarrowSpan} at least, better 30.");
            }
        }

        if (Math.Abs(Correlation.Of([.. runs.Select(run => Math.Log(run.Parameters))], [.. runs.Select(run => Math.Log(run.Tokens))])) > Together)
        {
            yield return "Sizes and tokens move together: what the loss owes to either cannot be told apart. Add runs that vary one of them alone.";
        }
    }

    private static IEnumerable<string> OfLaw(ParametricFit fit)
    {
        var law = fit.Law;
        if (law.E < SmallEntropy * fit.Runs.Min(run => run.Loss))
        {
            yield return Say($"E came out as {law.E:0.###}: these runs show no end of the fall, and say nothing about the irreducible loss.");
        }

        foreach (var (symbol, exponent, what) in new[] { ("α", law.Alpha, "sizes"), ("β", law.Beta, "lengths of training") })
        {
            if (exponent is <= 0 or > 2)
            {
                yield return Say($"{symbol} came out as {exponent:0.###}, outside of 0 to 2: over these {what} the loss does not fall as a power law.");
            }
        }
    }

    private static IEnumerable<string> OfResiduals(ParametricFit fit)
    {
        var deviation = 1.4826 * fit.Residuals.Select(Math.Abs).Order().ElementAt(fit.Residuals.Count / 2); // of a normal, from its median
        var far = Enumerable.Range(0, fit.Runs.Count)
            .Where(i => Math.Abs(fit.Residuals[i]) > Math.Max(LeastOff, Outlying * deviation)).ToList();
        if (far.Count > 0)
        {
            var worst = far.MaxBy(i => Math.Abs(fit.Residuals[i]));
            var run = fit.Runs[worst];
            yield return Say(
                $"{far.Count} of {fit.Runs.Count} runs lie far off the law, the worst by {Math.Exp(fit.Residuals[worst]) - 1:+0.0%;-0.0%} (N = {run.Parameters:#,0}, D = {run.Tokens:#,0}, loss {run.Loss:G4}): look at them.");
        }
    }

    private static void RequireLevels(IEnumerable<double> values, string what, string why)
    {
        var levels = values.Select(value => Math.Round(Math.Log(value) * 100)).Distinct().Count(); // within one percent is the same
        if (levels < FewestLevels)
        {
            var found = levels == 1 ? $"All runs have the same {what[..what.IndexOf(" (", StringComparison.Ordinal)].TrimEnd('s')}" : $"There are only {levels} different {what}";
            throw new ArgumentException($"{found}: {why}. Use {FewestLevels} different {what} at least.");
        }
    }

    private static bool IsPositive(double value) => double.IsFinite(value) && value > 0;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
