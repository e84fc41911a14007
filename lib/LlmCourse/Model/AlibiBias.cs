using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// What attention with linear biases adds to the scores: minus the distance times a slope, which falls from head to head, and minus
/// infinity for later positions. It needs no position embedding and reads beyond its training length. (Press et al. 2022, section 3; chapter 03.)
/// </summary>
public static class AlibiBias
{
    /// <summary>The biases of all heads for T positions. -> [H, T, T]; the caller owns it.</summary>
    public static Tensor Create(int heads, long length, Device device)
    {
        using var scope = NewDisposeScope();
        var positions = arange(length, dtype: float32, device: device);
        var distance = positions.unsqueeze(1) - positions;                                     // [T, T], query minus key
        var slopes = tensor(Slopes(heads), dtype: float32, device: device).view(heads, 1, 1);
        var later = ones(length, length, dtype: ScalarType.Bool, device: device).triu(1);
        return (-slopes * distance).masked_fill(later, double.NegativeInfinity).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// One slope per head: a geometric series from 2^(-8/H) to 2^-8 where H is a power of two; for other counts the series of the next smaller
    /// power, filled up with every other slope of the next larger one, as the paper's code does.
    /// </summary>
    public static double[] Slopes(int heads)
    {
        var power = 1 << (int)Math.Log2(heads);
        var series = Series(power);
        return [.. series, .. Series(2 * power).Where((_, i) => i % 2 == 0).Take(heads - power)];
    }

    private static double[] Series(int count) => [.. Enumerable.Range(1, count).Select(i => Math.Pow(2, -8.0 * i / count))];
}
