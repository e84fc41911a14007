namespace LlmCourse.Data;

/// <summary>Where a <see cref="BatchSampler"/> stands: from it the same batches follow. Meant to be stored as JSON.</summary>
/// <param name="Random">State of the random numbers: now, or at the beginning of the epoch in <see cref="SamplingMode.ShuffledEpochs"/>.</param>
/// <param name="Epoch">Epochs begun before this one.</param>
/// <param name="Position">Windows of this epoch already given.</param>
public sealed record BatchSamplerState(ulong Random, long Epoch, long Position);
