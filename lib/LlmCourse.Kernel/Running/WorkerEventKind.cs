namespace LlmCourse.Kernel.Running;

/// <summary>What a worker process reports.</summary>
internal enum WorkerEventKind
{
    /// <summary>A cell begins.</summary>
    Started,

    /// <summary>The cell wrote text.</summary>
    Written,

    /// <summary>The cell showed something.</summary>
    Shown,

    /// <summary>The cell replaced something that was shown.</summary>
    Updated,

    /// <summary>The cell ended, with a value, an error or neither.</summary>
    Ended,

    /// <summary>An exception on a thread of the cell's own is about to end the process.</summary>
    Crashed,

    /// <summary>The cell asks the reader for a line.</summary>
    Asked,

    /// <summary>What was asked about a cell's text is answered: completions, a description, or whether it is complete.</summary>
    Answered,

    /// <summary>All is done; the process ends now.</summary>
    Done,
}
