using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.TrainingHost;

/// <summary>
/// Trains a model on random tokens, a window of time at a time, for tests/bench/training_throughput.py: reads "train SECONDS", "peak SECONDS"
/// or "optimizer SECONDS" from its input and answers each with a line of JSON. Between two windows it sleeps.
/// </summary>
internal static class Throughput
{
    private static readonly TrainingOptions Plain = new() { Steps = int.MaxValue, BatchSize = 1, WarmupSteps = 0, Schedule = ScheduleKind.WarmupStableDecay };

    public static int Run(string model, bool fast, int threads)
    {
        set_num_threads(threads);
        var (config, options) = Describe(model);
        var random = new SeededRandom(5);
        using var data = TokenDataset.FromIds(Enumerable.Range(0, 200_000).Select(_ => random.NextInt32(config.VocabularySize)).ToArray(), config.VocabularySize);
        using var gpt = new Gpt(config) { UseFastKernels = fast };
        using var trainer = new Trainer(gpt, data, null, options);
        using var steps = trainer.Run().GetEnumerator();
        Train(steps, trainer, 2);
        Tell($"\"parameters\": {config.ParameterCount}, \"training_flops_per_token\": {3 * config.ForwardFlopsPerToken(trainer.SequenceLength)}");
        while (Console.ReadLine()?.Split(' ') is [var command, var seconds])
        {
            var time = double.Parse(seconds, CultureInfo.InvariantCulture);
            Tell(command switch
            {
                "train" => string.Create(CultureInfo.InvariantCulture, $"\"tokens_per_second\": {Train(steps, trainer, time):F1}, \"resident_mb\": {Process.GetCurrentProcess().WorkingSet64 / 1048576.0:F1}, \"steps\": {trainer.Step}"),
                "peak" => string.Create(CultureInfo.InvariantCulture, $"\"gflops\": {Peak(time):F1}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"\"optimizer_ms\": {Optimizer(trainer, time):F3}"),
            });
        }

        return 0;
    }

    private static (GptConfig Config, TrainingOptions Options) Describe(string model)
    {
        var recipe = SpeedRun.Attempts[^1];
        return model switch
        {
            "small" => (GptConfig.ShakespeareChar, Plain with { BatchSize = 12 }),
            "big" => (GptConfig.ShakespeareCharGpu with { Dropout = 0 }, Plain with { BatchSize = 8 }),
            "recipe" => (recipe.Config, recipe.Options with { Steps = int.MaxValue }),
            _ => throw new ArgumentException($"There is no model '{model}'; the models are small, big, recipe."),
        };
    }

    private static double Train(IEnumerator<TrainingStep> steps, Trainer trainer, double seconds)
    {
        var (begun, done) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds && steps.MoveNext())
        {
            done++;
        }

        return done * trainer.TokensPerStep / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>GFLOP/s of libtorch's best product of 1024 x 1024 within a time.</summary>
    private static double Peak(double seconds)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(1024, 1024), randn(1024, 1024));
        return 2 * Math.Pow(1024, 3) / Best(seconds, () => a.mm(b).Dispose()) / 1e9;
    }

    /// <summary>Milliseconds of clipping and the optimisers' step, as the trainer does them; its parts are private, so they are asked for by name.</summary>
    private static double Optimizer(Trainer trainer, double seconds)
    {
        object Field(string name) => typeof(Trainer).GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(trainer)!;
        var gradients = Field("gradients");
        var norm = gradients.GetType().GetMethod("Norm")!.CreateDelegate<Func<double>>(gradients);
        var optimizers = (List<IOptimizer>)Field("optimizers");
        return 1000 * Best(seconds, () =>
        {
            var scale = Math.Min(1, 1 / norm());
            optimizers.ForEach(optimizer => optimizer.Step(1e-9, trainer.Step + 1, scale));
        });
    }

    private static double Best(double seconds, Action work)
    {
        var (begun, best) = (Stopwatch.GetTimestamp(), double.PositiveInfinity);
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            var at = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(at).TotalSeconds);
        }

        return best;
    }

    private static void Tell(string json) => Console.WriteLine($"{{{json}}}");
}
