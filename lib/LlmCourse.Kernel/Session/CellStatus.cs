namespace LlmCourse.Kernel.Session;

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>To its last line.</summary>
    Finished,

    /// <summary>With a compile error or an exception.</summary>
    Failed,

    /// <summary>It was asked to stop, and did.</summary>
    Cancelled,

    /// <summary>It was asked to stop, did not listen, and was left running without being heard any more.</summary>
    Abandoned,
}
