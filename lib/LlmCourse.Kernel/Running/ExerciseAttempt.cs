using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Running;

/// <summary>What a run tried in an exercise's place before its solution, and what its check should answer.</summary>
/// <param name="Exercise">The exercise's id.</param>
/// <param name="Mistake">The wrong answer's name; null for the stub as it is.</param>
/// <param name="Hint">A part of the hint that must come; null for the stub, which must be "not attempted".</param>
/// <param name="Check">The cell that judges it.</param>
public sealed record ExerciseAttempt(string Exercise, string? Mistake, string? Hint, NotebookCell Check)
{
    /// <summary>What the check said: the answers of those that failed, or else the exercise's state.</summary>
    public string Answer => Outcome is not { } outcome ? "nothing: it did not run"
        : outcome.Answers is { Count: > 0 } answers ? string.Join(" · ", answers)
        : outcome.State;

    /// <summary>True when the stub is "not attempted", or the wrong answer got its hint.</summary>
    public bool IsAsExpected => Outcome is { } outcome
        && (Hint is null ? outcome.State == "not attempted" : outcome.Answers.Any(answer => answer.Contains(Hint, StringComparison.Ordinal)));

    /// <summary>Exercise, wrong answer, and what the check said.</summary>
    public override string ToString() =>
        $"{(IsAsExpected ? "✓" : "✗")} {Exercise} / {Mistake ?? "untouched"}: {Answer}{(IsAsExpected ? "" : $" (expected: {Hint ?? "not attempted"})")}";

    private ExerciseRecord? Outcome
    {
        get
        {
            var json = Check.Outputs.OfType<RichOutput>().Select(output => output.Find(MimeBundle.ExerciseType)).OfType<string>().LastOrDefault();
            return json is null ? null : ExerciseRecord.Read(json);
        }
    }
}
