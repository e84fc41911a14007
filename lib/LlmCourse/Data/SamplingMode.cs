using System.Text.Json.Serialization;

namespace LlmCourse.Data;

/// <summary>How a <see cref="BatchSampler"/> chooses its windows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SamplingMode>))]
public enum SamplingMode
{
    /// <summary>Each window begins anywhere, independently of the others, as in nanoGPT.</summary>
    RandomOffsets,

    /// <summary>
    /// Windows lie side by side and each comes once per epoch, in random order; where the first begins is drawn anew for each epoch, so that
    /// the cuts fall elsewhere.
    /// </summary>
    ShuffledEpochs,
}
