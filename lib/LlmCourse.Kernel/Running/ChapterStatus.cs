namespace LlmCourse.Kernel.Running;

/// <summary>How a chapter's run ended.</summary>
public enum ChapterStatus
{
    /// <summary>Every cell finished.</summary>
    Finished,

    /// <summary>A cell failed, or ended its process.</summary>
    Failed,

    /// <summary>The reader stopped it.</summary>
    Interrupted,
}
