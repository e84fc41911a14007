using LlmCourse.Generation.Batching;

namespace LlmCourse.Kernel.Serving;

/// <summary>What a client asked for.</summary>
internal sealed record CompletionCall
{
    /// <summary>True for a conversation, false for a text that is continued.</summary>
    public required bool IsChat { get; init; }

    /// <summary>What is to be written.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>True where the answer comes piece by piece.</summary>
    public required bool IsStreamed { get; init; }

    /// <summary>True where the tokens are told at the end of a stream.</summary>
    public required bool HasUsage { get; init; }
}
