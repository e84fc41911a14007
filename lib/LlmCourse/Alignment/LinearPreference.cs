namespace LlmCourse.Alignment;

/// <summary>
/// Explains choices by a few features: a Bradley-Terry law whose reward is a weighted sum. The weights say what moves whoever chose, an annotator or a reward model, in one
/// and the same unit: logits. (Bradley and Terry 1952; McCullagh and Nelder 1989, section 4.4, for the fit; chapter 11.)
/// </summary>
/// <param name="Weights">What one unit of each feature is worth, in logits.</param>
/// <param name="Errors">The standard error of each weight.</param>
public sealed record LinearPreference(IReadOnlyList<double> Weights, IReadOnlyList<double> Errors)
{
    private const int Rounds = 25;

    /// <summary>Fits the weights by Newton's method.</summary>
    /// <param name="differences">For each pair, by how much the first exceeds the second in each feature.</param>
    /// <param name="chosenFirst">For each pair, 1 where the first was chosen and 0 where not; or the probability that someone gives it.</param>
    /// <exception cref="ArgumentException">There are no pairs, their numbers differ, or a feature is the same on both sides of all pairs.</exception>
    public static LinearPreference Fit(IReadOnlyList<double[]> differences, IReadOnlyList<double> chosenFirst)
    {
        if (differences.Count == 0 || differences.Count != chosenFirst.Count)
        {
            throw new ArgumentException($"There are {differences.Count} pairs and {chosenFirst.Count} choices; give one choice for each pair, and at least one pair.");
        }

        var weights = new double[differences[0].Length];
        for (var round = 0; round < Rounds; round++)
        {
            var (gradient, curvature) = Look(differences, chosenFirst, weights);
            weights = [.. weights.Zip(Solve(curvature, gradient), (weight, step) => weight + step)];
        }

        var (_, last) = Look(differences, chosenFirst, weights);
        return new LinearPreference(weights, [.. Enumerable.Range(0, weights.Length).Select(k => Math.Sqrt(Solve(last, [.. weights.Select((_, i) => i == k ? 1.0 : 0)])[k]))]);
    }

    /// <summary>The slope of the log-likelihood, and how strongly it bends.</summary>
    private static (double[] Gradient, double[,] Curvature) Look(IReadOnlyList<double[]> differences, IReadOnlyList<double> chosenFirst, double[] weights)
    {
        var (count, gradient) = (weights.Length, new double[weights.Length]);
        var curvature = new double[count, count];
        for (var pair = 0; pair < differences.Count; pair++)
        {
            var x = differences[pair];
            var p = BradleyTerry.Probability(x.Zip(weights, (feature, weight) => feature * weight).Sum(), 0);
            for (var i = 0; i < count; i++)
            {
                gradient[i] += (chosenFirst[pair] - p) * x[i];
                for (var j = 0; j < count; j++)
                {
                    curvature[i, j] += p * (1 - p) * x[i] * x[j];
                }
            }
        }

        return (gradient, curvature);
    }

    /// <summary>Gauss and Jordan, for a matrix of a few rows.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var (n, a, b) = (right.Length, (double[,])matrix.Clone(), (double[])right.Clone());
        for (var k = 0; k < n; k++)
        {
            if (!(Math.Abs(a[k, k]) > 1e-12))
            {
                throw new ArgumentException($"Feature {k} has no weight that could be told from the others': it never differs, or follows from them. Leave it out.");
            }

            for (var row = 0; row < n; row++)
            {
                var factor = row == k ? 0 : a[row, k] / a[k, k];
                for (var column = k; column < n; column++)
                {
                    a[row, column] -= factor * a[k, column];
                }

                b[row] -= factor * b[k];
            }
        }

        return [.. b.Select((value, k) => value / a[k, k])];
    }
}
