namespace LlmCourse.Display;

/// <summary>A typical mistake: the hint that names it, and how to see that it was made.</summary>
internal sealed record ExerciseMistake(string Hint, Func<bool> When)
{
    /// <summary>True when it was made; a test that throws, at a stub or at something else, recognises nothing.</summary>
    public bool WasMade()
    {
        try
        {
            return When();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            return false;
        }
    }
}
