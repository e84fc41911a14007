namespace LlmCourse.Display;

/// <summary>One check of an exercise; it runs once, when its outcome is first asked for.</summary>
internal sealed class ExerciseCheck(string claim, Func<bool> holds, string hint)
{
    private ExerciseOutcome? outcome;

    public string Claim { get; } = claim;

    public List<ExerciseMistake> Mistakes { get; } = [];

    public ExerciseOutcome Outcome => outcome ??= Run();

    private ExerciseOutcome Run()
    {
        try
        {
            return holds() ? new ExerciseOutcome(true, null) : new ExerciseOutcome(false, $"Hint: {BestHint()}");
        }
        catch (Exception problem) when (problem is NotAttemptedException || problem.GetBaseException() is NotAttemptedException)
        {
            return new ExerciseOutcome(null, null);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            return new ExerciseOutcome(false, $"Hint: {BestHint()} (Your code threw {problem.GetType().Name}: {problem.Message.Split('\n')[0].TrimEnd()})"); // libtorch adds its own call stack, on lines of their own
        }
    }

    /// <summary>That of the first mistake that was made, or the check's own.</summary>
    private string BestHint() => Mistakes.FirstOrDefault(mistake => mistake.WasMade())?.Hint ?? hint;
}
