namespace LlmCourse.Evaluation;

/// <summary>A question with its right answer, as a task file holds them. (Chapter 14.)</summary>
/// <param name="Id">What it is called; no two of a file have the same.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Answer">The right answer alone.</param>
/// <param name="Reasoning">The way to it, where somebody wrote it down; null where not.</param>
public sealed record TaskItem(string Id, string Question, string Answer, string? Reasoning = null);
