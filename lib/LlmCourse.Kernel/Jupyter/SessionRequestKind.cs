namespace LlmCourse.Kernel.Jupyter;

/// <summary>What the kernel asks of its session's process.</summary>
internal enum SessionRequestKind
{
    /// <summary>Run a cell.</summary>
    Execute,

    /// <summary>Say what may stand at a position of a cell.</summary>
    Complete,

    /// <summary>Say what stands at a position of a cell.</summary>
    Inspect,

    /// <summary>Say whether a text can be run as a cell.</summary>
    Check,

    /// <summary>Stop the running cell.</summary>
    Cancel,

    /// <summary>Here is the line that the running cell asked for.</summary>
    Input,
}
