using System.CommandLine;
using System.Globalization;
using LlmCourse.Scaling;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course fit FILE.csv</c>: the scaling law of the reader's own runs, and how far to trust it.</summary>
internal static class FitCommand
{
    private const double FarReach = 10; // times the largest run
    private const int WorstShown = 5;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A CSV file with the columns parameters, tokens (or flops) and loss." };
        var predict = new Option<string[]>("--predict") { Description = "A model and its training, N,D: which loss to expect, like --predict 7e9,1.4e11." };
        var budget = new Option<string[]>("--budget") { Description = "Operations, C: the best size and the best length of training for them, like --budget 1e21." };
        var seed = new Option<long>("--seed") { Description = "Seed of the intervals.", DefaultValueFactory = _ => 42 };
        var command = new Command("fit", "Fit a scaling law L(N, D) = E + A/N^α + B/D^β to your own training runs.") { file, predict, budget, seed };
        command.SetAction(result => Run(
            result.GetRequiredValue(file),
            [.. (result.GetValue(predict) ?? []).Select(text => Numbers("--predict", text, 2, "a size and tokens, like --predict 7e9,1.4e11"))],
            [.. (result.GetValue(budget) ?? []).Select(text => Numbers("--budget", text, 1, "a number of operations, like --budget 1e21")[0])],
            result.GetValue(seed), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>Fits and reports; 1 where the runs give no law, or none that can be trusted.</summary>
    public static int Run(string file, IReadOnlyList<double[]> predictions, IReadOnlyList<double> budgets, long seed, TextWriter output, TextWriter error)
    {
        var table = Read(file);
        ParametricFit fit;
        try
        {
            fit = ParametricFit.Fit(table.Runs);
        }
        catch (ArgumentException problem)
        {
            error.WriteLine($"{file} gives no law. {problem.Message}");
            return CourseCommand.Failure;
        }

        var intervals = fit.Intervals(seed: seed);
        WriteLaw(file, fit, intervals, output);
        WriteResiduals(fit, output);
        foreach (var flops in budgets)
        {
            WriteBudget(fit, intervals, flops, output);
        }

        var far = predictions.Select(place => WritePrediction(fit, intervals, place[0], place[1], output)).ToList();
        foreach (var warning in table.Warnings.Concat(fit.Warnings).Concat(far.OfType<string>()))
        {
            output.WriteLine($"! {warning}");
        }

        return fit.Converged ? CourseCommand.Success : CourseCommand.Failure;
    }

    private static RunTable Read(string file)
    {
        try
        {
            return RunTable.ReadCsv(file);
        }
        catch (IOException problem)
        {
            throw new UsageException(problem.Message);
        }
    }

    private static void WriteLaw(string file, ParametricFit fit, FitIntervals intervals, TextWriter output)
    {
        var (law, runs) = (fit.Law, fit.Runs);
        output.WriteLine(Say($"{file}: {runs.Count} runs, N from {runs.Min(run => run.Parameters):G4} to {runs.Max(run => run.Parameters):G4}, D from {runs.Min(run => run.Tokens):G4} to {runs.Max(run => run.Tokens):G4}."));
        output.WriteLine();
        output.WriteLine(Say($"L(N, D) = {law.E:G4} + {law.A:G4} / N^{law.Alpha:G4} + {law.B:G4} / D^{law.Beta:G4}"));
        output.WriteLine();
        foreach (var (name, value, interval) in new[]
        {
            ("E", law.E, intervals.E), ("A", law.A, intervals.A), ("B", law.B, intervals.B), ("α", law.Alpha, intervals.Alpha), ("β", law.Beta, intervals.Beta),
            ("best N grows as C^", law.Beta / (law.Alpha + law.Beta), intervals.Of(other => other.Beta / (other.Alpha + other.Beta))),
        })
        {
            output.WriteLine(Say($"  {name,-18} {value,10:G4}   {intervals.Level:0%} interval {Range(interval)}"));
        }

        output.WriteLine();
        output.WriteLine(fit.Converged
            ? Say($"The search ended at a place without slope; {fit.StartsAtBest:N0} of 4,500 starts reached it.")
            : "The search did not end at a place without slope.");
    }

    private static void WriteResiduals(ParametricFit fit, TextWriter output)
    {
        var spread = Math.Sqrt(fit.Residuals.Average(residual => residual * residual));
        output.WriteLine(Say($"Runs miss the law by {spread:0.00%} (root mean square). The farthest:"));
        foreach (var (run, residual) in fit.Runs.Zip(fit.Residuals).OrderByDescending(pair => Math.Abs(pair.Second)).Take(WorstShown))
        {
            output.WriteLine(Say($"  N = {run.Parameters,-9:G4}  D = {run.Tokens,-9:G4}  loss {run.Loss:F4}, by the law {fit.Law.Loss(run.Parameters, run.Tokens):F4} ({Math.Exp(residual) - 1:+0.00%;-0.00%})"));
        }
    }

    private static void WriteBudget(ParametricFit fit, FitIntervals intervals, double flops, TextWriter output)
    {
        var best = fit.Law.ComputeOptimal(flops);
        output.WriteLine(Say($"C = {flops:G4}: best with N = {best.Parameters:G4} ({Range(intervals.Of(law => law.ComputeOptimal(flops).Parameters))}) and D = {best.Tokens:G4}, {best.TokensPerParameter:G3} tokens per parameter; loss {fit.Law.Loss(best.Parameters, best.Tokens):F4}."));
    }

    /// <summary>Writes what to expect of a model; a warning comes back where that is far from all runs.</summary>
    private static string? WritePrediction(ParametricFit fit, FitIntervals intervals, double parameters, double tokens, TextWriter output)
    {
        var predicted = intervals.Predict(parameters, tokens);
        output.WriteLine(Say($"N = {parameters:G4}, D = {tokens:G4}: loss {predicted.Loss:F4}; the law's own {Range(predicted.Law)}, a single run's {Range(predicted.Run)}."));
        var beyond = new[]
        {
            predicted.Reach, Beyond(parameters, fit.Runs.Select(run => run.Parameters)), Beyond(tokens, fit.Runs.Select(run => run.Tokens)),
        }.Max();
        return beyond <= FarReach ? null : Say(
            $"N = {parameters:G4}, D = {tokens:G4} is {beyond:G3} times beyond the runs: the interval holds only if the law does not bend on the way. Train a model between, and see whether it lies on the law.");
    }

    /// <summary>By which factor a value lies outside of others; 1 and below is inside.</summary>
    private static double Beyond(double value, IEnumerable<double> known) => Math.Max(value / known.Max(), known.Min() / value);

    private static double[] Numbers(string option, string text, int count, string needed)
    {
        var numbers = text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number > 0 ? number : double.NaN).ToArray();
        return numbers.Length == count && !numbers.Any(double.IsNaN) ? numbers : throw new UsageException($"{option} was given '{text}', but it needs {needed}.");
    }

    private static string Range(ConfidenceInterval interval) => Say($"{interval.Low:G4} to {interval.High:G4}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
