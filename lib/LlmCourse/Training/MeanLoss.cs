using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Model.Fast;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>The loss over a whole dataset, not over a few random batches: two runs can then be compared to the third decimal.</summary>
public static class MeanLoss
{
    /// <summary>
    /// Mean cross-entropy in nats per token over consecutive windows of <paramref name="length"/> tokens; every token but the first
    /// is predicted exactly once.
    /// </summary>
    public static double Measure(LanguageModel model, TokenDataset data, int length, int batchSize = 64) =>
        Measure(model, EvaluationBatches.Of(data, batchSize, length));

    /// <summary>Mean cross-entropy in nats per target over all batches; where there is none, nothing counts. The batches are disposed.</summary>
    public static double Measure(LanguageModel model, IEnumerable<Batch> batches)
    {
        using var evaluation = new EvaluationMode(model);
        using var fast = model is Gpt gpt ? FastGpt.TryCreate(gpt) : null;
        var (sum, count) = (0.0, 0L);
        foreach (var batch in batches)
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                var tokens = batch.Targets.ne(LanguageModel.NoTarget).sum().item<long>();
                if (tokens == 0)
                {
                    continue; // the mean of nothing is no number
                }

                sum += tokens * (fast?.Loss(batch.Inputs, batch.Targets) ?? model.Loss(batch.Inputs.to(model.Device), batch.Targets.to(model.Device)).item<float>());
                count += tokens;
            }
        }

        return sum / count;
    }
}
