namespace LlmCourse.Data.World;

/// <summary>A problem in words with its exact solution.</summary>
/// <param name="Question">What happened, and what is asked.</param>
/// <param name="Steps">One calculation for each thing that happened, such as "5 + 3 = 8.".</param>
/// <param name="Answer">The number that is asked for.</param>
public sealed record WordProblem(string Question, IReadOnlyList<string> Steps, int Answer)
{
    /// <summary>The way to the answer, and the answer.</summary>
    public string Solution => string.Join(' ', Steps.Append(ShortSolution));

    /// <summary>The answer alone.</summary>
    public string ShortSolution => $"The answer is {Answer}.";
}
