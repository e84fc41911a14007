namespace LlmCourse.Kernel.Jupyter;

/// <summary>What the kernel asks of its session's process.</summary>
internal enum SessionRequestKind
{
    /// <summary>Run a cell.</summary>
    Execute,

    /// <summary>Stop the running cell.</summary>
    Cancel,

    /// <summary>Here is the line that the running cell asked for.</summary>
    Input,
}
