namespace LlmCourse.Scaling;

/// <summary>The loss of one training run while it goes on. (Chapter 05.)</summary>
/// <param name="Parameters">Size of the model, N.</param>
/// <param name="Points">Tokens seen and the loss there, in order.</param>
public sealed record LossCurve(double Parameters, IReadOnlyList<(double Tokens, double Loss)> Points)
{
    /// <summary>The loss when so many operations are spent, on a line between the two nearest points; null outside of the curve.</summary>
    internal double? LossAtFlops(double flops)
    {
        var tokens = flops / (6 * Parameters);
        for (var i = 1; i < Points.Count; i++)
        {
            var (before, after) = (Points[i - 1], Points[i]);
            if (before.Tokens <= tokens && tokens <= after.Tokens)
            {
                var share = Math.Log(tokens / before.Tokens) / Math.Log(after.Tokens / before.Tokens); // straight in log tokens
                return before.Loss + (share * (after.Loss - before.Loss));
            }
        }

        return null;
    }
}
