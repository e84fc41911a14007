namespace LlmCourse.Evaluation;

/// <summary>A question with its right answer, as a task file holds them. (Chapter 14.)</summary>
/// <param name="Id">What it is called; no two of a file have the same.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Answer">The right answer alone; where a check judges answers, one of those that pass.</param>
/// <param name="Reasoning">The way to it, where somebody wrote it down; null where not.</param>
/// <param name="Check">The check that judges answers, one of <see cref="AnswerCheck.Names"/>; null where they are compared with the right one.</param>
public sealed record TaskItem(string Id, string Question, string Answer, string? Reasoning = null, string? Check = null);
