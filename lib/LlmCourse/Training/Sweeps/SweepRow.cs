namespace LlmCourse.Training.Sweeps;

/// <summary>What a training, or a part of it, has reached.</summary>
/// <param name="Run">The training.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">Validation loss in nats per token.</param>
/// <param name="OracleLoss">The loss on the same text of one who knows its source, where that is known; luck in the choice of the text is in both.</param>
/// <param name="Entropy">What that is on average over all texts, exactly: no model's loss gets below it.</param>
public sealed record SweepRow(SweepRun Run, int Step, double Loss, double? OracleLoss, double? Entropy)
{
    /// <summary>The evaluations along the training, the last among them.</summary>
    public IReadOnlyList<SweepRow> Curve { get; init; } = [];

    /// <summary>The training's name.</summary>
    public string Id => Run.Id;

    /// <summary>Name of the size.</summary>
    public string Size => Run.Size;

    /// <summary>Seed of weights and batches.</summary>
    public int Seed => Run.Seed;

    /// <summary>All trainable numbers.</summary>
    public long Parameters => Run.Parameters;

    /// <summary>Without look-up tables and head: the N of Kaplan et al. 2020.</summary>
    public long NonEmbeddingParameters => Run.NonEmbeddingParameters;

    /// <summary>The matrices that every token passes: the N of 6·N·D.</summary>
    public long MatrixParameters => Run.MatrixParameters;

    /// <summary>Tokens trained on, D.</summary>
    public long Tokens => Run.TokensAfter(Step);

    /// <summary>6·N·D.</summary>
    public double ApproximateFlops => Run.ApproximateFlopsAfter(Step);

    /// <summary>The operations of all products.</summary>
    public double Flops => Run.FlopsAfter(Step);
}
