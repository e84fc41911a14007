namespace LlmCourse.Kernel.Notebooks;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Source code, with its outputs.</summary>
    Code,

    /// <summary>Text in Markdown.</summary>
    Markdown,

    /// <summary>Text that nobody interprets.</summary>
    Raw,
}
