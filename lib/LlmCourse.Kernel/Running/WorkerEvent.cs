using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Running;

/// <summary>One report of a worker process: a line of JSON on its pipe.</summary>
internal sealed record WorkerEvent(WorkerEventKind Kind, int Cell)
{
    /// <summary>The text that was written, or of the exception that ends the process.</summary>
    public string? Text { get; init; }

    /// <summary>True where the text went to the standard error.</summary>
    public bool IsError { get; init; }

    /// <summary>True where the line that the cell asks for is a secret.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The id of what was shown or updated.</summary>
    public string? DisplayId { get; init; }

    /// <summary>The forms of what was shown, or of the cell's value.</summary>
    public IDictionary<string, string>? Forms { get; init; }

    /// <summary>How the cell ended.</summary>
    public CellStatus Status { get; init; }

    /// <summary>The error that ended the cell.</summary>
    public CellError? Error { get; init; }

    /// <summary>What became of the expressions that were to be evaluated after the cell.</summary>
    public IDictionary<string, ExpressionValue>? Expressions { get; init; }

    /// <summary>What may stand at the position that was asked about.</summary>
    public CellCompletion? Completion { get; init; }

    /// <summary>Whether the text that was asked about can be run.</summary>
    public CellCompleteness? Completeness { get; init; }

    /// <summary>How long the cell took.</summary>
    public double Seconds { get; init; }
}
