namespace LlmCourse.Kernel.Session;

/// <summary>Whether a text can be run as a cell.</summary>
public enum CellCompletenessKind
{
    /// <summary>It can be run.</summary>
    Complete,

    /// <summary>Something is open at its end: a block, a call, a text.</summary>
    Incomplete,

    /// <summary>It has a syntax error that no further line can mend.</summary>
    Invalid,
}
