using LlmCourse.Data;
using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Evaluation;

/// <summary>How well a model remembers, by how long ago it was. (Chapter 02.)</summary>
public static class RecallAccuracy
{
    /// <summary>Share of right answers at distances 1, 2, … of a recall task; NaN where none was asked.</summary>
    public static double[] ByDistance(LanguageModel model, RecallTask task, int batches)
    {
        using var evaluation = new EvaluationMode(model);
        var (right, asked) = (new long[task.Farthest], new long[task.Farthest]);
        for (var i = 0; i < batches; i++)
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = task.Next();
            var answers = model.call(inputs.to(model.Device)).argmax(-1).cpu().data<long>().ToArray();
            foreach (var (token, target, answer) in inputs.data<long>().ToArray().Zip(targets.data<long>().ToArray(), answers))
            {
                if (target != RecallTask.NotAsked)
                {
                    asked[token - task.Letters]++;
                    right[token - task.Letters] += answer == target ? 1 : 0;
                }
            }
        }

        return [.. right.Zip(asked, (hits, all) => (double)hits / all)];
    }
}
