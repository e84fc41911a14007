using System.Diagnostics;
using LlmCourse.Data;
using static TorchSharp.torch;

namespace LlmCourse.Training.Sweeps;

/// <summary>Does one training of a sweep on the calling thread, from where an earlier session left it.</summary>
internal sealed class SweepTraining(SweepRun run, ITrainingData data, SweepTable table, SweepFolder? folder, TimeSpan checkpointInterval)
{
    private readonly List<SweepRow> curve = [];

    /// <summary>Trains to the end.</summary>
    /// <param name="report">Told of every step.</param>
    /// <param name="cancellation">Stops after the step at work, and keeps where it stood.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SweepRow Run(Action<int, double> report, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var trainer = Begin();
        using var model = trainer.Model;
        var sinceCheckpoint = Stopwatch.StartNew();
        foreach (var step in trainer.Run())
        {
            if (IsEvaluated(step.Step))
            {
                curve.Add(table.RowOf(run, step.Step, MeanLoss.Measure(model, data.ValidationBatches(run.SequenceLength))));
            }

            report(step.Step, step.Loss);
            KeepSometimes(trainer, sinceCheckpoint, cancellation.IsCancellationRequested);
            if (step.Step < run.Options.Steps) // what is finished is kept
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return curve[^1] with { Curve = curve };
    }

    /// <summary>The trainer, where its checkpoint left it, with the evaluations that it has behind it.</summary>
    private Trainer Begin()
    {
        var trainer = Create();
        if (folder is null || !File.Exists(folder.CheckpointOf(run)))
        {
            return trainer;
        }

        trainer.Resume(folder.CheckpointOf(run));
        curve.AddRange(folder.ReadUnfinished(run).Where(point => point.Step <= trainer.Step));
        if (Enumerable.Range(1, trainer.Step).Where(IsEvaluated).SequenceEqual(curve.Select(point => point.Step)))
        {
            return trainer;
        }

        curve.Clear(); // somebody has removed them: anew
        trainer.Model.Dispose();
        trainer.Dispose();
        return Create();
    }

    private Trainer Create()
    {
        var batches = data.CreateBatches(run.Options.BatchSize, run.SequenceLength, run.Seed, run.Options.Sampling);
        return new Trainer(run.Model.CreateModel(run.Seed), batches, null, run.Options);
    }

    private bool IsEvaluated(int step) => step == run.Options.Steps || (run.Options.EvaluateEvery > 0 && step % run.Options.EvaluateEvery == 0);

    /// <summary>The evaluations first: a checkpoint says that all before it are there.</summary>
    private void KeepSometimes(Trainer trainer, Stopwatch sinceCheckpoint, bool isLast)
    {
        if (folder is not null && trainer.Step < run.Options.Steps && (isLast || sinceCheckpoint.Elapsed >= checkpointInterval))
        {
            folder.WriteUnfinished(run, curve);
            trainer.SaveCheckpoint(folder.CheckpointOf(run));
            sinceCheckpoint.Restart();
        }
    }
}
