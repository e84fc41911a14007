using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Generation;

/// <summary>Looks at the whole context anew for each token: the plain way, which every faster one must agree with. (Chapters 04 and 15.)</summary>
internal sealed class WholeTextReader(LanguageModel model) : ITextReader
{
    /// <inheritdoc/>
    public float[] Next(IReadOnlyList<int> tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var context = tokens.Skip(tokens.Count - model.Configuration.ContextLength).Select(token => (long)token).ToArray();
        var logits = model.call(tensor(context, device: model.Device).unsqueeze(0)); // [1, T, V]
        return logits[0, -1].cpu().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
