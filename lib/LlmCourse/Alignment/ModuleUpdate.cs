using LlmCourse.Model.Fast;
using LlmCourse.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = LlmCourse.Training.AdamW;

namespace LlmCourse.Alignment;

/// <summary>The half of a training loop that is always the same: gradients to zero, backpropagate, clip, step.</summary>
internal sealed class ModuleUpdate : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> parameters;
    private readonly FlatGradients gradients;
    private readonly AdamW optimizer;
    private readonly double clip;
    private readonly string prefix;

    /// <summary>Prepares the updates of a module.</summary>
    public ModuleUpdate(string prefix, nn.Module module, TrainingOptions options, double clip)
    {
        (this.prefix, this.clip) = (prefix, clip);
        parameters = [.. module.named_parameters().Select(p => (p.name, p.parameter))];
        gradients = new FlatGradients(parameters);
        optimizer = new AdamW(parameters, options, gradients);
    }

    /// <summary>Updates so far.</summary>
    public int Steps { get; set; }

    /// <summary>Weights and moments, by name.</summary>
    public IEnumerable<(string Name, Tensor Value)> State =>
        parameters.Select(p => ($"{prefix}.{p.Name}", (Tensor)p.Parameter)).Concat(optimizer.State.Select(s => ($"{prefix}.{s.Name}", s.Value)));

    /// <summary>One update that makes a loss smaller.</summary>
    public void Step(Tensor loss, double rateFactor = 1)
    {
        gradients.Reset();
        loss.backward();
        optimizer.Step(rateFactor, ++Steps, Math.Min(1, clip / (gradients.Norm() + 1e-6)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        gradients.Dispose();
    }
}
