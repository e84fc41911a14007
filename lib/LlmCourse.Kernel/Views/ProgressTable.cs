using System.Globalization;
using LlmCourse.Kernel.Learning;

namespace LlmCourse.Kernel.Views;

/// <summary>The tables of <c>course progress</c>.</summary>
internal static class ProgressTable
{
    /// <summary>A learner's exercises by chapter; chapters in which nothing was tried take one line.</summary>
    public static void WriteOne(IReadOnlyList<ProgressRow> rows, IReadOnlyDictionary<string, string> titles, bool isDetailed, TextWriter output)
    {
        var width = rows.Select(row => row.Exercise.Length).DefaultIfEmpty(0).Max();
        foreach (var chapter in rows.GroupBy(row => row.Chapter))
        {
            output.WriteLine($"{chapter.Key} {titles[chapter.Key]}: {Solved(chapter)}");
            foreach (var row in chapter.Where(_ => isDetailed || chapter.Any(one => one.State != ExerciseState.Open)))
            {
                output.WriteLine($"   {Mark(row.State)} {row.Exercise.PadRight(width)}  {Words(row)}");
            }
        }

        output.WriteLine($"{RunText.Count(rows.Count, "exercise")}: {Sum(rows)}.");
    }

    /// <summary>A class: how many learners have solved each exercise, then how far each learner is.</summary>
    public static void WriteClass(IReadOnlyList<ProgressRow> rows, TextWriter output)
    {
        var learners = rows.GroupBy(row => row.Learner).OrderBy(group => group.Key, StringComparer.CurrentCultureIgnoreCase).ToList();
        var width = rows.Select(row => row.Exercise.Length).Append("exercise".Length).Max();
        output.WriteLine($"{"exercise".PadRight(width)}  solved  fails  open  tries of those who solved it");
        foreach (var exercise in rows.GroupBy(row => row.Exercise).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var tries = exercise.Where(row => row.State == ExerciseState.Solved).Select(row => row.Tries).DefaultIfEmpty().Average();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{exercise.Key.PadRight(width)}  {Number(exercise, ExerciseState.Solved),6}  {Number(exercise, ExerciseState.Failed),5}  {Number(exercise, ExerciseState.Open),4}  {(tries > 0 ? tries.ToString("0.0", CultureInfo.InvariantCulture) : "")}").TrimEnd());
        }

        output.WriteLine();
        foreach (var learner in learners)
        {
            output.WriteLine($"{learner.Key}: {Sum([.. learner])}");
        }

        output.WriteLine($"{RunText.Count(learners.Count, "learner")}.");
    }

    private static string Mark(ExerciseState state) => state switch { ExerciseState.Solved => "✓", ExerciseState.Failed => "✗", _ => "○" };

    private static string Words(ProgressRow row) => row.State switch
    {
        ExerciseState.Solved => string.Create(CultureInfo.InvariantCulture, $"solved {row.Solved?.ToLocalTime():yyyy-MM-dd}, {Tries(row.Tries)}"),
        ExerciseState.Failed => $"fails, {Tries(row.Tries)}",
        _ => "open",
    };

    private static string Tries(int count) => count == 1 ? "1 try" : $"{count} tries";

    private static string Solved(IEnumerable<ProgressRow> rows) => $"{Number(rows, ExerciseState.Solved)} of {rows.Count()} solved";

    private static string Sum(IReadOnlyList<ProgressRow> rows) =>
        $"{Number(rows, ExerciseState.Solved)} solved, {Number(rows, ExerciseState.Failed)} fail, {Number(rows, ExerciseState.Open)} open";

    private static int Number(IEnumerable<ProgressRow> rows, ExerciseState state) => rows.Count(row => row.State == state);
}
