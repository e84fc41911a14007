using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>Changes parameters along their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The moments that it keeps, by name; a checkpoint stores them.</summary>
    public IEnumerable<(string Name, Tensor Value)> State { get; }

    /// <summary>Takes one step with the gradients that the parameters hold.</summary>
    /// <param name="rateFactor">The learning rate as a share of its peak.</param>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="gradientScale">What every gradient is multiplied by first: below 1 where the whole gradient is too long.</param>
    public void Step(double rateFactor, int step, double gradientScale = 1);
}
