namespace LlmCourse.Evaluation;

/// <summary>
/// Turns a signal into a probability: of all functions that never fall, the one with the least squared error on the examples. Neighbouring groups that are out of order are pooled until none is.
/// (Zadrozny and Elkan 2002; chapter 14.)
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly List<(double First, double Right, double Weight)> blocks = [];

    /// <summary>Fits the function. Each distinct signal counts one right and one wrong example more than there are, so that few examples promise no certainty (Laplace).</summary>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public IsotonicCalibration(IEnumerable<(double Signal, bool IsRight)> examples)
    {
        foreach (var group in examples.GroupBy(example => Math.Round(example.Signal, 9)).OrderBy(group => group.Key))
        {
            blocks.Add((group.Key, group.Count(example => example.IsRight) + 1, group.Count() + 2));
            while (blocks.Count > 1 && Mean(blocks[^2]) >= Mean(blocks[^1]))
            {
                var (pooled, last) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((pooled.First, pooled.Right + last.Right, pooled.Weight + last.Weight));
            }
        }

        if (blocks.Count == 0)
        {
            throw new ArgumentException("A calibration needs at least one example.");
        }
    }

    /// <summary>The probability at a signal; between two blocks that of the lower one.</summary>
    public double At(double signal) => Mean(blocks.LastOrDefault(block => block.First <= Math.Round(signal, 9), blocks[0]));

    private static double Mean((double First, double Right, double Weight) block) => block.Right / block.Weight;
}
