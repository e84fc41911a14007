using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Batches whose rows come from several sources: the first rows from the first source, and so on. Each batch begins with a fresh random
/// number, which each source starts from, so that one number is the whole state. (Chapter 07.)
/// </summary>
public sealed class MixedBatches : IBatchSource
{
    private readonly IReadOnlyList<IBatchSource> sources;
    private readonly SeededRandom random;

    /// <summary>Mixes sources that give sequences of the same length; how many rows each adds is up to it.</summary>
    /// <exception cref="ArgumentException">There is no source.</exception>
    public MixedBatches(int seed, params IReadOnlyList<IBatchSource> sources)
    {
        if (sources.Count == 0)
        {
            throw new ArgumentException("A mixture needs at least one source.");
        }

        (this.sources, random) = (sources, new SeededRandom(seed));
    }

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        using var scope = torch.NewDisposeScope();
        var parts = sources.Select(source =>
        {
            source.State = new BatchSamplerState(random.NextBits(), 0, 0);
            return source.Next();
        }).ToList();
        var (inputs, targets) = (torch.cat([.. parts.Select(part => part.Inputs)], 0), torch.cat([.. parts.Select(part => part.Targets)], 0));
        return new Batch(inputs.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());
    }
}
