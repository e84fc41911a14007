using LlmCourse.Display;

namespace LlmCourse.Kernel.Running;

/// <summary>What came of one chapter.</summary>
/// <param name="Chapter">The chapter.</param>
/// <param name="Status">How its run ended.</param>
/// <param name="CellsRun">The code cells that began.</param>
/// <param name="Cells">All its code cells.</param>
/// <param name="Elapsed">The wall time of its process.</param>
/// <param name="PeakBytes">The most resident memory that its process had; 0 where the system does not tell.</param>
/// <param name="Claims">The claims in its outputs, in order.</param>
/// <param name="Exercises">The exercises in its outputs, in order.</param>
/// <param name="Failure">Why it did not finish, with chapter, cell and line; null when it did.</param>
public sealed record ChapterResult(
    Chapter Chapter,
    ChapterStatus Status,
    int CellsRun,
    int Cells,
    TimeSpan Elapsed,
    long PeakBytes,
    IReadOnlyList<ClaimRecord> Claims,
    IReadOnlyList<ExerciseRecord> Exercises,
    string? Failure)
{
    /// <summary>True when every cell finished, and every claim that is judged holds.</summary>
    public bool Passed(CourseProfile profile, bool strict) =>
        Status == ChapterStatus.Finished && !Claims.Any(c => c.Fails(profile, strict));
}
