using static TorchSharp.torch;

namespace LlmCourse.Evaluation;

/// <summary>
/// What statistics would predict from the examples so far: ridge regression, (XᵀX + λI)⁻¹Xᵀy. Where the weights are standard normal and λ is the
/// noise's variance, it is the mean of what is still possible, and no other prediction has a smaller squared error on average. With λ = 0 it
/// is least squares: the shortest weights of those that fit best. (Garg et al. 2022, section 3; Akyürek et al. 2023; chapter 07.)
/// </summary>
public static class RidgeBaseline
{
    /// <summary>Predictions of every value from the examples before it; the first is 0. [B, n, d], [B, n] -> [B, n].</summary>
    /// <exception cref="ArgumentException">λ is below 0.</exception>
    public static Tensor Predict(Tensor points, Tensor values, double lambda)
    {
        if (lambda < 0)
        {
            throw new ArgumentException($"Ridge regression's λ ({lambda}) must be at least 0; 0 is least squares.");
        }

        using var scope = NewDisposeScope();
        var (x, y) = (points.to(float64), values.to(float64).unsqueeze(-1));
        var predictions = new List<Tensor> { zeros_like(y[.., 0]) };                                 // [B, 1] each
        for (var i = 1; i < x.shape[1]; i++)
        {
            var weights = Weights(x[.., ..i], y[.., ..i], lambda);                                   // [B, d, 1]
            predictions.Add(x[.., i..(i + 1)].bmm(weights).squeeze(-1));
        }

        return cat(predictions, 1).to(values.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>[B, i, d], [B, i, 1] -> [B, d, 1].</summary>
    private static Tensor Weights(Tensor x, Tensor y, double lambda) => lambda == 0
        ? linalg.pinv(x).bmm(y)
        : linalg.solve(x.transpose(1, 2).bmm(x) + (lambda * eye(x.shape[2], dtype: float64)), x.transpose(1, 2).bmm(y));
}
