using LlmCourse.Data;
using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Evaluation;

/// <summary>
/// The loss at each position of the context: what a model gains from having read more. (Kaplan et al. 2020, section 3.2.1 and figure 7; chapter 02.)
/// </summary>
public static class LossByPosition
{
    /// <summary>
    /// Mean loss at positions 0 to <paramref name="length"/> - 1, in nats per token, over all whole windows of the dataset. More than one pass reads the
    /// data as often, each time with windows that begin a part of a window later, so that it matters less which tokens stand early in a window.
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer than 1 pass, or more passes than tokens in a window.</exception>
    public static double[] Measure(LanguageModel model, TokenDataset data, int length, int batchSize = 32, int passes = 1) => passes >= 1 && passes <= length
        ? Measure(model, Enumerable.Range(0, passes).Select(pass => pass * length / passes).SelectMany(start => WholeWindows(data.Slice(start, data.Length - start), length, batchSize)))
        : throw new ArgumentException($"The number of passes ({passes}) must be between 1 and the length of a window ({length}).");

    /// <summary>Mean loss at each position, in nats per token, over batches of one length; the batches are disposed.</summary>
    public static double[] Measure(LanguageModel model, IEnumerable<Batch> batches)
    {
        using var evaluation = new EvaluationMode(model);
        var (sums, windows) = (Array.Empty<double>(), 0L);
        foreach (var batch in batches)
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                var logits = model.call(batch.Inputs.to(model.Device)).transpose(1, 2); // [B, V, T]
                var losses = nn.functional.cross_entropy(logits, batch.Targets.to(model.Device), reduction: nn.Reduction.None); // [B, T]
                var here = losses.sum([0]).to(float64).cpu().data<double>().ToArray();
                sums = windows == 0 ? here : [.. sums.Zip(here, (a, b) => a + b)];
                windows += batch.Inputs.shape[0];
            }
        }

        return [.. sums.Select(sum => sum / windows)];
    }

    private static IEnumerable<Batch> WholeWindows(TokenDataset data, int length, int batchSize) =>
        EvaluationBatches.Of(data, batchSize, length).TakeWhile(batch => batch.Inputs.shape[1] == length);
}
