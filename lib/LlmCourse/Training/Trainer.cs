using System.Globalization;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Model.Fast;
using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// The training loop: sample, predict, measure, backpropagate, clip, step, report. A run that was interrupted goes on from its
/// checkpoint with the same numbers that it would have had. (Chapter 04.)
/// </summary>
public sealed class Trainer : IDisposable
{
    private const string RandomStateName = "random.state";
    private readonly TokenDataset? validation;
    private readonly IBatchSource batches;
    private readonly List<IOptimizer> optimizers;
    private readonly FlatGradients gradients;
    private readonly FastGpt? fast;
    private TrainerState state;

    /// <summary>Prepares a training from its first step.</summary>
    /// <param name="model">The model to train; its weights change.</param>
    /// <param name="train">The training part.</param>
    /// <param name="validation">The validation part; null evaluates nothing.</param>
    /// <param name="options">The recipe.</param>
    /// <exception cref="ArgumentException">An option makes no sense, or the data is shorter than one sequence.</exception>
    /// <exception cref="InsufficientMemoryException">The training needs more memory than this machine has.</exception>
    public Trainer(LanguageModel model, TokenDataset train, TokenDataset? validation, TrainingOptions options)
        : this(model, SamplerOf(model, train, options), validation, options)
    {
    }

    /// <summary>Prepares a training on batches from elsewhere, from its first step.</summary>
    /// <param name="model">The model to train; its weights change.</param>
    /// <param name="batches">What to train on, in batches of the size and length that the options say.</param>
    /// <param name="validation">The validation part; null evaluates nothing.</param>
    /// <param name="options">The recipe.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="InsufficientMemoryException">The training needs more memory than this machine has.</exception>
    public Trainer(LanguageModel model, IBatchSource batches, TokenDataset? validation, TrainingOptions options)
    {
        options.Validate();
        Model = model;
        Options = options;
        this.batches = batches;
        this.validation = validation;
        SequenceLength = options.SequenceLength ?? model.Configuration.ContextLength;
        MemoryEstimate.Require(model.Configuration, options.BatchSize, SequenceLength);
        gradients = new FlatGradients(Trained(model));
        fast = model is Gpt gpt ? FastGpt.TryCreate(gpt, gradients) : null;
        optimizers = CreateOptimizers(model, options, gradients);
        state = new TrainerState(options, 0, 0, null, 0, batches.State);
        random.manual_seed(options.Seed); // dropout draws from libtorch's generator
    }

    /// <summary>The model that is trained.</summary>
    public LanguageModel Model { get; }

    /// <summary>The recipe.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Tokens per sequence, T.</summary>
    public int SequenceLength { get; }

    /// <summary>Tokens that one step trains on.</summary>
    public int TokensPerStep => Options.BatchSize * SequenceLength * Options.AccumulationSteps;

    /// <summary>Steps done so far.</summary>
    public int Step => state.Step;

    /// <summary>What the training wants besides a small loss; null for most.</summary>
    public IGradientPenalty? Penalty { get; init; }

    /// <summary>
    /// Batches to validate with in the place of a validation part, made anew for each evaluation: for data of which not every token is a target. The
    /// trainer disposes the batches.
    /// </summary>
    public Func<IEnumerable<Batch>>? ValidationBatches { get; init; }

    /// <summary>The least validation loss so far; null before the first evaluation.</summary>
    public double? BestValidationLoss => state.BestValidationLoss;

    /// <summary>True when the last evaluation was the best so far.</summary>
    public bool IsAtBest => state is { BestValidationLoss: not null, EvaluationsSinceBest: 0 };

    /// <summary>True when evaluations have brought no new best for as long as the options allow.</summary>
    public bool StoppedEarly => Options.Patience > 0 && state.EvaluationsSinceBest >= Options.Patience;

    /// <summary>Goes on from the options' checkpoint where there is one, and starts anew where there is none.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="ArgumentException">The checkpoint belongs to another model or recipe.</exception>
    public static Trainer StartOrResume(LanguageModelConfig config, TokenDataset train, TokenDataset? validation, TrainingOptions options, int modelSeed = 42)
    {
        var trainer = new Trainer(config.CreateModel(modelSeed), train, validation, options);
        if (options.CheckpointPath is { } path && File.Exists(path))
        {
            try
            {
                trainer.Resume(path);
            }
            catch
            {
                trainer.Model.Dispose();
                trainer.Dispose();
                throw;
            }
        }

        return trainer;
    }

    /// <summary>Goes on from a checkpoint, whether or not this training keeps any of its own.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="ArgumentException">The checkpoint belongs to another model or recipe.</exception>
    public void Resume(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        Restore(checkpoint, path);
    }

    /// <summary>The remaining steps, done as they are asked for.</summary>
    /// <exception cref="IOException">The checkpoint's folder cannot be written; known before the first step, not after hours.</exception>
    public IEnumerable<TrainingStep> Run()
    {
        if (Options.CheckpointPath is { } path)
        {
            AtomicFile.EnsureWritable(path);
        }

        while (state.Step < Options.Steps && !StoppedEarly)
        {
            yield return Advance();
        }
    }

    /// <summary>Mean loss over the whole validation part, in nats per token.</summary>
    /// <exception cref="InvalidOperationException">The trainer was given no validation part.</exception>
    public double Evaluate() => ValidationBatches is not null
        ? MeanLoss.Measure(Model, ValidationBatches())
        : MeanLoss.Measure(Model, validation ?? throw new InvalidOperationException("There is no validation part to evaluate on; pass one to the trainer."), SequenceLength);

    /// <summary>Writes all that a resumed run needs, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public void SaveCheckpoint(string path)
    {
        using var randomState = random.get_rng_state();
        var tensors = optimizers.SelectMany(optimizer => optimizer.State).Append((RandomStateName, randomState));
        Checkpoint.Save(path, Model, state with { Sampler = batches.State }, tensors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var optimizer in optimizers)
        {
            optimizer.Dispose();
        }

        fast?.Dispose();
        gradients.Dispose();
    }

    private static BatchSampler SamplerOf(LanguageModel model, TokenDataset train, TrainingOptions options)
    {
        options.Validate();
        return new BatchSampler(train, options.BatchSize, options.SequenceLength ?? model.Configuration.ContextLength, options.Seed, options.Sampling);
    }

    private TrainingStep Advance()
    {
        using var scope = NewDisposeScope(); // everything that this step makes dies with it
        var factor = LearningRateSchedule.FactorAt(state.Step, Options);
        Model.train();
        if (Model.Device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.manual_seed_all((Options.Seed * 1_000_003L) + state.Step); // random.manual_seed leaves a GPU alone, and TorchSharp cannot keep the state of its generator in a checkpoint
        }

        gradients.Reset();
        var loss = 0.0;
        for (var i = 0; i < Options.AccumulationSteps; i++)
        {
            var (inputs, targets) = batches.Next();
            loss += fast?.LossAndGradients(inputs, targets, 1.0 / Options.AccumulationSteps) ?? LossAndGradients(inputs, targets);
        }

        Penalty?.AddGradients();
        var gradientNorm = gradients.Norm();
        var gradientScale = Options.GradientClip > 0 ? Math.Min(1, Options.GradientClip / (gradientNorm + 1e-6)) : 1;
        foreach (var optimizer in optimizers)
        {
            optimizer.Step(factor, state.Step + 1, gradientScale);
        }

        Model.AfterUpdate();

        state = state with { Step = state.Step + 1, TokensSeen = state.TokensSeen + TokensPerStep };
        var validationLoss = EvaluateIfDue();
        SaveIfDue();
        return new TrainingStep(state.Step, loss, Options.LearningRate * factor, gradientNorm, state.TokensSeen, validationLoss);
    }

    /// <summary>The plain way, through libtorch's operations: the fast one must find the same numbers.</summary>
    private double LossAndGradients(Tensor inputs, Tensor targets)
    {
        var loss = Model.Loss(inputs.to(Model.Device), targets.to(Model.Device));
        var whole = Model.AuxiliaryLoss() is { } extra ? loss + extra : loss;
        (whole / Options.AccumulationSteps).backward();
        return loss.item<float>() / Options.AccumulationSteps;
    }

    private double? EvaluateIfDue()
    {
        var isDue = state.Step == Options.Steps || (Options.EvaluateEvery > 0 && state.Step % Options.EvaluateEvery == 0);
        if ((validation is null && ValidationBatches is null) || !isDue)
        {
            return null;
        }

        var loss = Evaluate();
        state = loss < (state.BestValidationLoss ?? double.PositiveInfinity) // NaN is no new best
            ? state with { EvaluationsSinceBest = 0, BestValidationLoss = loss }
            : state with { EvaluationsSinceBest = state.EvaluationsSinceBest + 1 };
        return loss;
    }

    private void SaveIfDue()
    {
        var isDue = state.Step == Options.Steps || StoppedEarly || state.Step % Options.CheckpointEvery == 0;
        if (Options.CheckpointPath is { } path && isDue)
        {
            SaveCheckpoint(path);
        }
    }

    /// <summary>The settings in which two records of the same type differ.</summary>
    private static IEnumerable<string> Differences(object stored, object given) =>
        stored.GetType() != given.GetType() ? [$"it is a {stored.GetType().Name}, the one given a {given.GetType().Name}"] :
        from setting in given.GetType().GetProperties()
        where setting.CanWrite
        let values = (Stored: setting.GetValue(stored), Given: setting.GetValue(given))
        where !Equals(values.Stored, values.Given)
        select string.Create(CultureInfo.InvariantCulture, $"its {setting.Name} is {values.Stored ?? "not set"}, the one given {values.Given ?? "not set"}");

    private void Restore(Checkpoint checkpoint, string path)
    {
        if (checkpoint.TrainerState is not { } stored)
        {
            throw new ArgumentException($"{path} holds a model but no training; choose another CheckpointPath, or load it with Checkpoint.LoadModel.");
        }

        string[] differences = [.. Differences(checkpoint.Config, Model.Configuration), .. Differences(stored.Options with { CheckpointPath = null }, Options with { CheckpointPath = null })];
        if (differences.Length > 0)
        {
            throw new ArgumentException($"{path} belongs to another training ({string.Join("; ", differences)}); delete it to start anew, or choose another CheckpointPath.");
        }

        checkpoint.CopyTo(Model);
        var tensors = checkpoint.WithPrefix("");
        foreach (var (name, value) in optimizers.SelectMany(optimizer => optimizer.State))
        {
            if (!tensors.TryGetValue(name, out var tensor) || !tensor.shape.SequenceEqual(value.shape))
            {
                throw new InvalidDataException($"The checkpoint {path} lacks the tensor {name} of shape [{string.Join(", ", value.shape)}], so the training cannot go on from it.");
            }

            value.copy_(tensor);
        }

        random.set_rng_state(tensors[RandomStateName]);
        batches.State = stored.Sampler;
        state = stored with { Options = Options };
        Checkpoint.SaveConfig(path, Model.Configuration); // a process killed between its two files has left the first one alone
    }

    /// <summary>The parameters that learn; those that ask for no gradient are frozen.</summary>
    private static IEnumerable<(string Name, Parameter Parameter)> Trained(LanguageModel model) =>
        model.named_parameters().Where(p => p.parameter.requires_grad).Select(p => (p.name, p.parameter));

    /// <summary>Muon, where it is asked for, takes the matrices of the blocks; AdamW takes the rest: embeddings, head, routers, gains, biases.</summary>
    private static List<IOptimizer> CreateOptimizers(LanguageModel model, TrainingOptions options, FlatGradients gradients)
    {
        var parameters = Trained(model).ToLookup(
            p => options.MuonLearningRate is not null && p.Parameter.dim() >= 2 && p.Name.StartsWith("blocks.", StringComparison.Ordinal) && !p.Name.Contains(".router.", StringComparison.Ordinal));
        List<IOptimizer> optimizers = [new AdamW(parameters[false], options, gradients)];
        if (options.MuonLearningRate is not null && model is Gpt transformer)
        {
            optimizers.Add(new Muon(parameters[true], options, transformer.Config.QueryKeyValueSizes, transformer.UseFastKernels));
        }

        return optimizers;
    }
}
