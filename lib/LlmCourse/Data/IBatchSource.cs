namespace LlmCourse.Data;

/// <summary>Gives batches to learn from, for ever.</summary>
public interface IBatchSource
{
    /// <summary>Where the source stands; setting it makes the batches go on from there.</summary>
    public BatchSamplerState State { get; set; }

    /// <summary>The next batch; the caller disposes its tensors, or has a dispose scope open.</summary>
    public Batch Next();
}
