using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>A stretch of work in which a model is looked at and not trained: no dropout, no gradients. At its end the model is as it was.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly LanguageModel model;
    private readonly bool wasTraining;
    private readonly IDisposable noGradients;

    /// <summary>Begins the stretch.</summary>
    public EvaluationMode(LanguageModel model)
    {
        (this.model, wasTraining, noGradients) = (model, model.training, no_grad());
        model.eval();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        model.train(wasTraining);
        noGradients.Dispose();
    }
}
