using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Teaches a base model to respond: the loop of <see cref="Trainer"/> on conversations, of which only the assistant's tokens count. With a patience it
/// stops when the validation loss no longer falls, and goes back to the weights that were best. (Ouyang et al. 2022, section 3.5; chapter 10.)
/// </summary>
public sealed class SupervisedFineTuning : IDisposable
{
    private readonly Trainer trainer;
    private readonly List<(Tensor Weights, Tensor Best)> best = [];

    /// <summary>Prepares a fine-tuning.</summary>
    /// <param name="model">The model; its weights change, but for frozen ones.</param>
    /// <param name="batches">What to learn from, as <see cref="InstructionBatches"/> or a mixture with others.</param>
    /// <param name="validation">Conversations to decide by which weights are best; null keeps the last.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="penalty">What the weights are held by, if anything.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public SupervisedFineTuning(LanguageModel model, IBatchSource batches, IReadOnlyList<ChatTokens>? validation, TrainingOptions options, IGradientPenalty? penalty = null) =>
        trainer = new Trainer(model, batches, null, options)
        {
            Penalty = penalty,
            ValidationBatches = validation is null ? null : () => InstructionBatches.InOrder(validation),
        };

    /// <summary>The step whose weights the model has after <see cref="Run"/>.</summary>
    public int BestStep { get; private set; }

    /// <summary>The least validation loss; null before the first evaluation.</summary>
    public double? BestLoss => trainer.BestValidationLoss;

    /// <summary>True when the validation loss has not fallen for as many evaluations as the options allow.</summary>
    public bool StoppedEarly => trainer.StoppedEarly;

    /// <summary>The steps, done as they are asked for; after the last the model has its best weights.</summary>
    public IEnumerable<TrainingStep> Run()
    {
        foreach (var step in trainer.Run())
        {
            Remember(step);
            yield return step;
        }

        if (trainer.Options.Patience > 0)
        {
            GoBack();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        best.ForEach(pair => pair.Best.Dispose());
        trainer.Dispose();
    }

    private void Remember(TrainingStep step)
    {
        if (step.ValidationLoss is null || !trainer.IsAtBest)
        {
            return;
        }

        BestStep = step.Step;
        if (trainer.Options.Patience > 0)
        {
            Copy();
        }
    }

    private void Copy()
    {
        using var noGradients = no_grad();
        if (best.Count == 0)
        {
            best.AddRange(trainer.Model.parameters().Where(p => p.requires_grad).Select(p => ((Tensor)p, empty_like(p).DetachFromDisposeScope())));
        }

        best.ForEach(pair => pair.Best.copy_(pair.Weights));
    }

    private void GoBack()
    {
        using var noGradients = no_grad();
        best.ForEach(pair => pair.Weights.copy_(pair.Best));
    }
}
