using LlmCourse.Training.Sweeps;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows a sweep, for somebody who waits for it.</summary>
internal interface ISweepView : IDisposable
{
    /// <summary>The sweep says how far it is.</summary>
    public void Progressed(SweepProgress progress);

    /// <summary>A training is over.</summary>
    public void RunEnded(SweepRow row);
}
