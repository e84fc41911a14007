using LlmCourse.Generation.Constraints;

namespace LlmCourse.Generation.Batching;

/// <summary>A text that is to be continued.</summary>
public sealed record GenerationRequest
{
    /// <summary>What the model reads first.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>How tokens are chosen, how many at most, where the text ends, and the seed, which is this job's own.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The token by which the model ends its text; none when null.</summary>
    public int? End { get; init; }

    /// <summary>What the text must follow, such as <see cref="JsonGrammar.AnyObject"/>; anything goes when null.</summary>
    public GrammarState? Grammar { get; init; }
}
