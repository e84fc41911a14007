using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A model that reads tokens and says, for every position, how likely each token is to come next. Transformers and recurrent networks
/// are trained, measured and sampled through this one face. (Chapter 02.)
/// </summary>
public abstract class LanguageModel(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The target where nothing is asked; libtorch's cross-entropy leaves it out.</summary>
    public const long NoTarget = -100;

    /// <summary>
    /// What this model was built from, whatever its kind. Each model has it as <c>Config</c> in its own type; an override under the same
    /// name would be two properties to TorchSharp's reflection, and <c>to(device)</c> would fail.
    /// </summary>
    public abstract LanguageModelConfig Configuration { get; }

    /// <summary>The device that the weights are on.</summary>
    public abstract Device Device { get; }

    /// <summary>Mean cross-entropy of the targets, in nats per token; those of <see cref="NoTarget"/> do not count. [B, T], [B, T] int64 -> [].</summary>
    public Tensor Loss(Tensor tokens, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var logits = call(tokens);
        return nn.functional.cross_entropy(logits.view(-1, Configuration.VocabularySize), targets.reshape(-1)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the last pass in training asks to be added to the loss besides the cross-entropy; null where that is nothing. A mixture of experts
    /// keeps its router in balance with it. (Chapter 09.)
    /// </summary>
    public virtual Tensor? AuxiliaryLoss() => null;

    /// <summary>What has to be done after each step of the optimisers; for most models, nothing.</summary>
    public virtual void AfterUpdate()
    {
    }

    /// <summary>Refuses a sequence that is longer than the context.</summary>
    /// <exception cref="ArgumentException">There are more tokens than the context holds.</exception>
    internal void RequireFits(Tensor tokens)
    {
        var T = tokens.shape[^1];
        if (T > Configuration.ContextLength)
        {
            throw new ArgumentException($"The sequence has {T} tokens, but the model's context holds {Configuration.ContextLength}; pass the last {Configuration.ContextLength}.");
        }
    }
}
