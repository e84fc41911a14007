namespace LlmCourse.Training;

/// <summary>How the learning rate changes over a training, after its warm-up. (Chapter 04.)</summary>
public enum ScheduleKind
{
    /// <summary>Stays at the peak.</summary>
    Constant,

    /// <summary>Half a cosine wave from the peak to the final rate (Loshchilov and Hutter 2017).</summary>
    Cosine,

    /// <summary>Stays at the peak, then falls on a straight line in the last part: warm-up, stable, decay (Hu et al. 2024, MiniCPM).</summary>
    WarmupStableDecay,
}
