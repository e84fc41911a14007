using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>What the trainings of a policy on its own episodes have in common: who learns, from whom it must not go far, where it acts; steps as they are asked for, and a checkpoint to go on from. (Chapter 12.)</summary>
public abstract class PolicyTrainer : IDisposable
{
    private readonly IEnvironment environment;

    /// <summary>Begins at the first step, after a look at the options.</summary>
    private protected PolicyTrainer(Gpt policy, Gpt reference, IEnvironment environment, PolicyOptions options, double coefficient)
    {
        options.Validate();
        State = new PolicyState(options, 0, 0, coefficient, new SeededRandom(options.Seed).State);
        (Policy, Reference, this.environment) = (policy, reference, environment);
        PolicyUpdate = new ModuleUpdate("policy", policy, options.Optimizer(options.LearningRate), options.GradientClip);
    }

    /// <summary>The recipe.</summary>
    public PolicyOptions Options => State.Options;

    /// <summary>Steps done so far.</summary>
    public int Step => State.Step;

    /// <summary>The model that learns.</summary>
    private protected Gpt Policy { get; }

    /// <summary>What it is held to.</summary>
    private protected Gpt Reference { get; }

    /// <summary>Changes the policy's weights.</summary>
    private protected ModuleUpdate PolicyUpdate { get; }

    /// <summary>Where the training stands.</summary>
    private protected PolicyState State { get; set; }

    /// <summary>The modules that learn; disposed with the trainer.</summary>
    private protected virtual ModuleUpdate[] Updates => [PolicyUpdate];

    /// <summary>The remaining steps, done as they are asked for.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public IEnumerable<PolicyStep> Run()
    {
        while (Step < Options.Steps)
        {
            var step = Advance();
            PolicyCheckpoint.SaveIfDue(State, Updates);
            yield return step;
        }
    }

    /// <summary>Goes on from the options' checkpoint, where there is one, with the numbers that an unbroken run would have had.</summary>
    /// <exception cref="ArgumentException">The checkpoint belongs to another recipe.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, or of another model.</exception>
    public void ResumeIfSaved() => State = PolicyCheckpoint.Resume(State, Updates);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var update in Updates)
        {
            update.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>One step.</summary>
    private protected abstract PolicyStep Advance();

    /// <summary>Fresh experience: as many episodes as a batch has.</summary>
    private protected Rollout Collect(SeededRandom random) => Rollout.Collect(Policy, Reference, environment, Options.BatchSize, Options.GroupSize, random);
}
