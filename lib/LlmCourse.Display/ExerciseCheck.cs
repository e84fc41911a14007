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
            return holds() ? new ExerciseOutcome(true, null) : Fail("");
        }
        catch (Exception problem) when (problem is NotAttemptedException || problem.GetBaseException() is NotAttemptedException)
        {
            return new ExerciseOutcome(null, null);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            var message = problem.Message.Split('\n')[0].TrimEnd(); // libtorch adds its own call stack, on lines of its own
            return Fail($" (Your code threw {problem.GetType().Name}: {message})");
        }
    }

    /// <summary>The hint is that of the first mistake that was made, or the check's own.</summary>
    private ExerciseOutcome Fail(string addition)
    {
        var made = Mistakes.FirstOrDefault(mistake => mistake.WasMade());
        return new ExerciseOutcome(false, $"Hint: {made?.Hint ?? hint}{addition}") { NamesMistake = made is not null };
    }
}
