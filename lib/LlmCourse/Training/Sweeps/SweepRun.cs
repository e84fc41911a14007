using LlmCourse.Model;

namespace LlmCourse.Training.Sweeps;

/// <summary>One training of a sweep.</summary>
/// <param name="Index">Its place in the plan, from 0.</param>
/// <param name="Id">Its name, the same in every run of the plan: <c>2x32_tokens-100000_s42</c>.</param>
/// <param name="Size">Name of its size.</param>
/// <param name="Recipe">Name of its recipe; null where the plan has one way to train.</param>
/// <param name="Budget">How long it is trained, as the plan says it.</param>
/// <param name="Seed">Seed of its weights and batches.</param>
/// <param name="Model">The model.</param>
/// <param name="Options">The training.</param>
/// <param name="Settings">What sizes and recipes change in the plan, with its values here.</param>
public sealed record SweepRun(
    int Index, string Id, string Size, string? Recipe, SweepBudget Budget, int Seed, GptConfig Model, TrainingOptions Options, IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    /// <summary>Tokens per sequence, T.</summary>
    public int SequenceLength => Options.SequenceLength ?? Model.ContextLength;

    /// <summary>Tokens that it trains on, D.</summary>
    public long Tokens => TokensAfter(Options.Steps);

    /// <summary>All trainable numbers.</summary>
    public long Parameters => Model.ParameterCount;

    /// <summary>Without the look-up tables of tokens and positions, and without the head: the N of Kaplan et al. 2020.</summary>
    public long NonEmbeddingParameters
    {
        get
        {
            var tokenTables = (long)Model.VocabularySize * Model.EmbeddingSize * (Model.TiedHead ? 1 : 2);
            var positions = Model.Positions == PositionKind.Learned ? (long)Model.ContextLength * Model.EmbeddingSize : 0;
            return Model.ParameterCount - tokenTables - positions;
        }
    }

    /// <summary>The matrices that every token passes, the head among them: the N of 6·N·D here.</summary>
    public long MatrixParameters => Model.MatrixParameterCount;

    /// <summary>6·N·D, all of it.</summary>
    public double ApproximateFlops => ApproximateFlopsAfter(Options.Steps);

    /// <summary>The operations of all products, attention's too; a backward pass counts as two forward passes.</summary>
    public double Flops => FlopsAfter(Options.Steps);

    /// <summary>Bytes that the training needs, about.</summary>
    public long MemoryBytes => MemoryEstimate.TrainingBytes(Model, Options.BatchSize, SequenceLength);

    /// <summary>Tokens seen after some steps.</summary>
    internal long TokensAfter(int step) => (long)step * Options.BatchSize * SequenceLength * Options.AccumulationSteps;

    internal double ApproximateFlopsAfter(int step) => 6.0 * MatrixParameters * TokensAfter(step);

    internal double FlopsAfter(int step) => 3.0 * Model.ForwardFlopsPerToken(SequenceLength) * TokensAfter(step);
}
