namespace LlmCourse.Display;

/// <summary>What a claim is about, which decides when it may fail a run.</summary>
public enum ClaimKind
{
    /// <summary>A number that the same seed gives again; a broken one fails the run.</summary>
    Value,

    /// <summary>A ratio of times, which a busy machine disturbs; a broken one fails the run only under <c>--strict</c>.</summary>
    Timing,

    /// <summary>A share of the process's memory, whose last digits differ from run to run; a broken one fails the run.</summary>
    Memory,
}
