using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Functions to be learnt from examples alone: each sequence draws weights w, and then pairs of a point x and a value y = w·x + noise. The
/// next sequence has other weights, so nothing but the pairs before it helps to predict a value. (Garg et al. 2022, section 2; chapter 07.)
/// </summary>
public sealed record LinearFunctions
{
    /// <summary>Numbers in a point, d.</summary>
    public required int Dimension { get; init; }

    /// <summary>Pairs in a sequence, n.</summary>
    public required int Examples { get; init; }

    /// <summary>Standard deviation of what is added to a value.</summary>
    public double Noise { get; init; }

    /// <summary>What every point is multiplied by; 1 in training.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// 0 where all directions of a point are alike; otherwise direction i is multiplied by i to the power of minus this, and all by what keeps
    /// the mean length (skewed inputs, Garg et al. 2022, section 4).
    /// </summary>
    public double Skew { get; init; }

    /// <summary>Draws sequences. Points [B, n, d] are normal, and so are the weights; values [B, n].</summary>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public (torch.Tensor Points, torch.Tensor Values) Draw(int batchSize, SeededRandom random)
    {
        if (Dimension < 1 || Examples < 1 || batchSize < 1 || Noise < 0)
        {
            throw new ArgumentException($"Linear functions need at least 1 dimension ({Dimension}), example ({Examples}) and sequence ({batchSize}), and a noise ({Noise}) of at least 0.");
        }

        var (n, d, factors) = (Examples, Dimension, Factors());
        var (points, values, weights) = (new float[batchSize * n * d], new float[batchSize * n], new double[d]);
        for (var i = 0; i < values.Length; i++)
        {
            if (i % n == 0)
            {
                Fill(weights, random);
            }

            var y = Noise * random.NextNormal();
            for (var j = 0; j < d; j++)
            {
                var x = factors[j] * random.NextNormal();
                points[(i * d) + j] = (float)x;
                y += weights[j] * x;
            }

            values[i] = (float)y;
        }

        return (torch.tensor(points, [batchSize, n, d]), torch.tensor(values, [batchSize, n]));
    }

    private static void Fill(double[] weights, SeededRandom random)
    {
        for (var j = 0; j < weights.Length; j++)
        {
            weights[j] = random.NextNormal();
        }
    }

    private double[] Factors()
    {
        double[] factors = [.. Enumerable.Range(1, Dimension).Select(i => Math.Pow(i, -Skew))];
        var length = Math.Sqrt(factors.Sum(factor => factor * factor) / Dimension);
        return [.. factors.Select(factor => factor * Scale / length)];
    }
}
