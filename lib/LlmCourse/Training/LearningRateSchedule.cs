namespace LlmCourse.Training;

/// <summary>The learning rate of each step, as a share of the peak. (Chapter 04.)</summary>
public static class LearningRateSchedule
{
    /// <summary>The factor for step 0, 1, …: rises on a line over the warm-up, then follows the schedule.</summary>
    public static double FactorAt(int step, TrainingOptions options)
    {
        if (step < options.WarmupSteps)
        {
            return (step + 1.0) / (options.WarmupSteps + 1);
        }

        var last = options.FinalLearningRateFraction;
        return options.Schedule switch
        {
            ScheduleKind.Cosine => last + ((1 - last) * 0.5 * (1 + Math.Cos(Math.PI * Progress(options.WarmupSteps)))),
            ScheduleKind.WarmupStableDecay => 1 - ((1 - last) * Math.Max(0, Progress(options.Steps - options.DecaySteps))),
            _ => 1,
        };

        double Progress(int from) => Math.Min(1, (step - from) / (double)Math.Max(1, options.Steps - from));
    }
}
