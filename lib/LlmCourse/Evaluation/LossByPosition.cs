using LlmCourse.Data;
using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Evaluation;

/// <summary>
/// The loss at each position of the context: what a model gains from having read more. (Kaplan et al. 2020, section 3.2.1 and figure 7; chapter 02.)
/// </summary>
public static class LossByPosition
{
    /// <summary>Mean loss at positions 0 to <paramref name="length"/> - 1, in nats per token, over all whole windows of the dataset.</summary>
    public static double[] Measure(LanguageModel model, TokenDataset data, int length, int batchSize = 32)
    {
        using var evaluation = new EvaluationMode(model);
        var (sums, windows) = (new double[length], 0L);
        foreach (var batch in EvaluationBatches.Of(data, batchSize, length).TakeWhile(batch => batch.Inputs.shape[1] == length))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                var logits = model.call(batch.Inputs.to(model.Device)).transpose(1, 2); // [B, V, T]
                var losses = nn.functional.cross_entropy(logits, batch.Targets.to(model.Device), reduction: nn.Reduction.None); // [B, T]
                var here = losses.sum([0]).to(float64).cpu().data<double>().ToArray();
                sums = [.. sums.Zip(here, (a, b) => a + b)];
                windows += batch.Inputs.shape[0];
            }
        }

        return [.. sums.Select(sum => sum / windows)];
    }
}
