using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>What the trainings of a policy on its own responses have in common: steps as they are asked for, and a checkpoint to go on from. (Chapter 12.)</summary>
public abstract class PolicyTrainer : IDisposable
{
    /// <summary>Begins at the first step, after a look at the options.</summary>
    private protected PolicyTrainer(PolicyOptions options, double coefficient)
    {
        options.Validate();
        State = new PolicyState(options, 0, 0, coefficient, new SeededRandom(options.Seed).State);
    }

    /// <summary>The recipe.</summary>
    public PolicyOptions Options => State.Options;

    /// <summary>Steps done so far.</summary>
    public int Step => State.Step;

    /// <summary>Where the training stands.</summary>
    private protected PolicyState State { get; set; }

    /// <summary>The modules that learn; disposed with the trainer.</summary>
    private protected abstract ModuleUpdate[] Updates { get; }

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
}
