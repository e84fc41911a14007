using System.Globalization;
using LlmCourse.Display;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Views;

/// <summary>The words that both views use.</summary>
internal static class RunText
{
    /// <summary>Minutes and seconds, or hours too.</summary>
    public static string Duration(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>How far a cell's work is: its loss, its rate, the time left.</summary>
    public static string Progress(ProgressReport report) => string.Join(" · ", ((string?[])
    [
        report.Share() is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share:P0}") : $"{report.Done}",
        report.Description,
        report.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:#,##0.#} {report.Unit}/s") : null,
        report.SecondsLeft is { } left ? $"{Duration(TimeSpan.FromSeconds(left))} left" : null,
    ]).Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>What came of a chapter, in a few words.</summary>
    public static string Result(ChapterResult result, CourseProfile profile) => string.Join(", ", ((string?[])
    [
        $"{result.CellsRun} of {result.Cells} cells in {Duration(result.Elapsed)}",
        result.PeakBytes > 0 ? $"peak {Megabytes(result.PeakBytes)}" : null,
        Claims(result.Claims, profile),
        Exercises(result.Exercises),
    ]).Where(part => part is not null));

    /// <summary>A size of memory in megabytes.</summary>
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,##0} MB");

    /// <summary>The sign for a chapter's end.</summary>
    public static string Mark(ChapterResult result, CourseProfile profile, bool strict) =>
        result.Status == ChapterStatus.Interrupted ? "■" : result.Passed(profile, strict) ? "✓" : "✗";

    private static string? Claims(IReadOnlyList<ClaimRecord> claims, CourseProfile profile) => claims.Count == 0 ? null
        : profile == CourseProfile.Smoke ? $"{Count(claims.Count, "claim")} not judged in smoke"
        : $"{claims.Count(c => c.Holds)} of {claims.Count} claims hold";

    private static string? Exercises(IReadOnlyList<ExerciseRecord> exercises) =>
        exercises.Count == 0 ? null : $"{exercises.Count(e => e.IsPassed())} of {exercises.Count} exercises solved";

    /// <summary>A number and its noun: <c>1 claim</c>, <c>2 claims</c>.</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
