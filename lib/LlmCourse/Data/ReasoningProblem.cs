namespace LlmCourse.Data;

/// <summary>A problem with its exact solution, step by step. (Chapters 13 and 14.)</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Steps">The way to the answer, each step a sentence without its full stop.</param>
/// <param name="Answer">The answer alone.</param>
public sealed record ReasoningProblem(string Question, IReadOnlyList<string> Steps, string Answer)
{
    /// <summary>The steps as one text.</summary>
    public string Reasoning => string.Concat(Steps.Select((step, i) => $"{(i > 0 ? " " : "")}{step}."));
}
