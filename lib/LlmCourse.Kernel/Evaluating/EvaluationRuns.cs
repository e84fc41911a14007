using LlmCourse.Kernel.Views;
using LlmCourse.Reasoning;

namespace LlmCourse.Kernel.Evaluating;

/// <summary>The evaluations of one command, a strategy each, with their files of results.</summary>
internal sealed class EvaluationRuns : IDisposable
{
    private readonly List<(EvaluationStrategy Strategy, TaskEvaluation Evaluation, ResultFile File)> all = [];

    /// <summary>The files of results, in the order of the strategies.</summary>
    public IReadOnlyList<ResultFile> Files => [.. all.Select(run => run.File)];

    /// <summary>What each strategy came to so far.</summary>
    public IReadOnlyList<EvaluationSummary> Summaries => [.. all.Select(run => EvaluationSummary.Of(run.Strategy, run.Evaluation.Count, run.File.Results))];

    /// <summary>Opens all files before anything is asked, so that what cannot be used is told at once.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    /// <exception cref="InvalidDataException">A file belongs to other settings, or is damaged.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static EvaluationRuns Open(EvaluationPlan plan, EvaluatedModel model, string folder)
    {
        var runs = new EvaluationRuns();
        try
        {
            foreach (var strategy in plan.Strategies)
            {
                var settings = plan.SettingsFor(strategy, model);
                var evaluation = new TaskEvaluation(model.Client, settings, plan.Tasks, plan.Examples) { Secrets = model.Key is null ? [] : [model.Key] };
                runs.all.Add((strategy, evaluation, ResultFile.Open(Path.Combine(folder, $"{strategy.Name.Replace(':', '-')}.jsonl"), settings)));
            }

            return runs;
        }
        catch
        {
            runs.Dispose();
            throw;
        }
    }

    /// <summary>Asks what is left to ask, one strategy after another.</summary>
    public async Task RunAsync(IEvaluationView view, int parallel, CancellationToken cancellation)
    {
        foreach (var (strategy, evaluation, file) in all)
        {
            view.Begun(strategy, evaluation.Count, file.Results);
            await evaluation.RunAsync(file, parallel, view.Answered, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => all.ForEach(run => run.File.Dispose());
}
