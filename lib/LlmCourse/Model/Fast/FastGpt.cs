using System.Runtime.InteropServices;
using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>
/// The same numbers as <see cref="Gpt"/>, forward and backward, without tensors in between: each worker takes its share of a batch's
/// sequences all the way through the model and back, with memory of its own, and meets the others once, to add up the gradients. What an
/// operation costs beyond its arithmetic then no longer matters. (Chapter 04.)
/// </summary>
internal sealed unsafe class FastGpt : IDisposable
{
    private const int MostWorkers = 8;     // each has gradients of its own
    private const int RowsAtOnce = 512;    // more rows need more memory, fewer make the products slower
    private readonly Gpt model;
    private readonly FlatGradients? gradients;
    private readonly FloatArena arena = new();
    private readonly List<nint> partialGradients = [];
    private readonly List<ModelPointers> gradientPointers = [];
    private readonly Dictionary<string, Parameter> parameters;
    private readonly List<nint> handles = [];
    private readonly List<FastPass> passes = [];
    private ModelPointers weights;
    private int passLength;

    private FastGpt(Gpt model, FlatGradients? gradients)
    {
        this.model = model;
        this.gradients = gradients;
        parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        weights = LocateWeights();
    }

    /// <summary>The fast form of a model; null where there is none, because of the machine, the device or the config, or since frozen parameters or dropout are to be trained with.</summary>
    public static FastGpt? TryCreate(Gpt model, FlatGradients? gradients = null) =>
        Supports(model) && (gradients is null || (model.Config.Dropout == 0 && model.parameters().All(parameter => parameter.requires_grad))) ? new FastGpt(model, gradients) : null;

    /// <summary>Adds the gradients of the mean loss, times <paramref name="share"/>, and returns that. [B, T], [B, T] int64 -> a number.</summary>
    public double LossAndGradients(Tensor tokens, Tensor targets, double share = 1, int? workers = null)
    {
        var (batch, length) = ((int)tokens.shape[0], (int)tokens.shape[1]);
        var (inputs, (outputs, asked)) = (Inputs(tokens), Targets(targets));
        var count = Prepare(batch, length, workers);
        var losses = new double[count];
        var scale = share / asked;
        Workers.Run(count, worker => MatrixProduct.OnOneThread(() =>
        {
            if (worker > 0)
            {
                NativeMemory.Clear((void*)partialGradients[worker], (nuint)(gradients!.Count * sizeof(float)));
            }

            losses[worker] = Through(worker, count, batch, length, (pass, from, tokenCount) =>
                pass.LossAndGradients(weights, gradientPointers[worker], inputs.AsSpan(from, tokenCount), outputs.AsSpan(from, tokenCount), (float)scale));
        }));
        AddUp(count);
        return losses.Sum() * scale;
    }

    /// <summary>The mean loss. [B, T], [B, T] int64 -> a number.</summary>
    public double Loss(Tensor tokens, Tensor targets)
    {
        var (batch, length) = ((int)tokens.shape[0], (int)tokens.shape[1]);
        var (inputs, (outputs, asked)) = (Inputs(tokens), Targets(targets));
        var workers = Prepare(batch, length);
        var losses = new double[workers];
        Workers.Run(workers, worker => MatrixProduct.OnOneThread(() =>
            losses[worker] = Through(worker, workers, batch, length, (pass, from, count) =>
                pass.Loss(weights, inputs.AsSpan(from, count), outputs.AsSpan(from, count)))));
        return losses.Sum() / asked;
    }

    /// <summary>The logits. [B, T] int64 -> [B, T, V].</summary>
    public Tensor Logits(Tensor tokens)
    {
        var (batch, length) = ((int)tokens.shape[0], (int)tokens.shape[1]);
        var inputs = Inputs(tokens);
        var workers = Prepare(batch, length);
        var result = zeros(batch, length, model.Config.VocabularySize);
        var target = PlainMemory.PointerTo(result);
        Workers.Run(workers, worker => MatrixProduct.OnOneThread(() => Through(worker, workers, batch, length, (pass, from, count) =>
        {
            pass.Logits(weights, inputs.AsSpan(from, count), target + ((long)from * model.Config.VocabularySize));
            return 0;
        })));
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        passes.ForEach(pass => pass.Dispose());
        arena.Dispose();
    }

    /// <summary>Float32 on this processor, and no setting that the fast form does not know.</summary>
    private static bool Supports(Gpt model)
    {
        var config = model.Config;
        return MatrixProduct.IsAvailable
            && model.UseFastKernels
            && config.Norm is NormKind.LayerNorm or NormKind.RmsNorm
            && config.Activation is ActivationKind.Gelu or ActivationKind.SquaredRelu or ActivationKind.SwiGlu
            && config.Positions is PositionKind.Learned or PositionKind.Rotary
            && config is { Experts: null, Lora: null, NormPlacement: NormPlacement.Pre, NormEpsilon: 1e-5, QueryKeyNorm: false, RotaryScaling: null, AttentionHeadSize: null }
            && (config.KeyValueHeads ?? config.Heads) == config.Heads
            && (config.QueryKeyValueBias ?? config.Bias) == config.Bias
            && model.parameters().All(PlainMemory.Holds);
    }

    private static long[] Numbers(Tensor tokens) => tokens.contiguous().data<long>().ToArray();

    /// <summary>The tokens as numbers, each of which has a place in the model: pointers find places that are none, too.</summary>
    private long[] Inputs(Tensor tokens)
    {
        model.RequireFits(tokens);
        var numbers = Numbers(tokens);
        RequireKnown(numbers);
        return numbers;
    }

    /// <summary>The targets, and how many of them count.</summary>
    private (long[] Targets, int Asked) Targets(Tensor targets)
    {
        var numbers = Numbers(targets);
        var asked = numbers.Where(target => target != LanguageModel.NoTarget).ToArray();
        RequireKnown(asked);
        return (numbers, asked.Length);
    }

    private void RequireKnown(long[] tokens)
    {
        var unknown = Array.FindIndex(tokens, token => (ulong)token >= (ulong)model.Config.VocabularySize);
        if (unknown >= 0)
        {
            throw new ArgumentException($"The batch holds the token {tokens[unknown]}, but the model knows 0 to {model.Config.VocabularySize - 1}; use the tokenizer that the model was made for.");
        }
    }

    /// <summary>As many workers as libtorch has threads; each gets memory for a few sequences at a time, and gradients of its own.</summary>
    private int Prepare(int batch, int length, int? wanted = null)
    {
        var workers = Math.Clamp(Math.Min(wanted ?? get_num_threads(), batch), 1, MostWorkers);
        var sequences = Math.Clamp(RowsAtOnce / length, 1, (batch + workers - 1) / workers);
        if (length != passLength || passes.Count != workers || passes[0].Sequences < sequences)
        {
            passes.ForEach(pass => pass.Dispose());
            passes.Clear();
            passes.AddRange(Enumerable.Range(0, workers).Select(_ => new FastPass(model.Config, sequences, length)));
            passLength = length;
        }

        while (gradients is not null && partialGradients.Count < workers)
        {
            AddGradients(gradients);
        }

        if (!handles.SequenceEqual(parameters.Values.Select(parameter => parameter.Handle)))
        {
            weights = LocateWeights();
        }

        return workers;
    }

    /// <summary>The first worker adds to the gradients themselves, each other one to its own.</summary>
    private void AddGradients(FlatGradients flat)
    {
        var memory = partialGradients.Count == 0 ? flat.Pointer : arena.Take(flat.Count);
        partialGradients.Add((nint)memory);
        gradientPointers.Add(new ModelPointers(model.Config.Layers, name => flat.OffsetOf(name) is { } offset ? (nint)(memory + offset) : 0));
    }

    private ModelPointers LocateWeights()
    {
        handles.Clear();
        handles.AddRange(parameters.Values.Select(parameter => parameter.Handle));
        return new ModelPointers(model.Config.Layers, name => parameters.TryGetValue(name, out var parameter) ? (nint)PlainMemory.PointerTo(parameter) : 0);
    }

    /// <summary>Takes one worker's sequences through its pass, a few at a time, and adds up what that returns.</summary>
    private double Through(int worker, int workers, int batch, int length, Func<FastPass, int, int, double> visit)
    {
        var (begin, end, sum) = (batch * worker / workers, batch * (worker + 1) / workers, 0.0);
        var pass = passes[worker];
        for (var sequence = begin; sequence < end; sequence += pass.Sequences)
        {
            var count = Math.Min(pass.Sequences, end - sequence);
            sum += visit(pass, sequence * length, count * length);
        }

        return sum;
    }

    private void AddUp(int workers) => Workers.Run(workers, slice =>
    {
        var count = gradients!.Count;
        var (begin, end) = (count * slice / workers, count * (slice + 1) / workers);
        for (var worker = 1; worker < workers; worker++)
        {
            VectorMath.Add((float*)partialGradients[worker] + begin, (float*)partialGradients[0] + begin, (int)(end - begin));
        }
    });
}
