using BenchmarkDotNet.Attributes;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;

namespace LlmCourse.Benchmarks;

/// <summary>One step of training, forward, backward and optimiser, in libtorch's operations and in plain memory.</summary>
public class TrainingStepBenchmarks
{
    private TokenDataset data = null!;
    private Gpt model = null!;
    private Trainer trainer = null!;
    private IEnumerator<TrainingStep> steps = null!;

    /// <summary>The recipe of the speed-run that is trained.</summary>
    [ParamsSource(nameof(Recipes))]
    public string Recipe { get; set; } = "";

    public static IEnumerable<string> Recipes => [SpeedRun.Attempts[0].Name, SpeedRun.Attempts[^1].Name];

    [GlobalSetup(Target = nameof(Plain))]
    public void SetUpPlain() => SetUp(fast: false);

    [GlobalSetup(Target = nameof(Fast))]
    public void SetUpFast() => SetUp(fast: true);

    [Benchmark(Baseline = true)]
    public bool Plain() => steps.MoveNext();

    [Benchmark]
    public bool Fast() => steps.MoveNext();

    [GlobalCleanup]
    public void CleanUp()
    {
        steps.Dispose();
        trainer.Dispose();
        model.Dispose();
        data.Dispose();
    }

    private void SetUp(bool fast)
    {
        var attempt = SpeedRun.Named(Recipe);
        data = RandomTokens.Of(attempt.Config.VocabularySize, 200_000);
        model = new Gpt(attempt.Config) { UseFastKernels = fast };
        trainer = new Trainer(model, data, null, attempt.Options with { Steps = int.MaxValue });
        steps = trainer.Run().GetEnumerator();
    }
}
