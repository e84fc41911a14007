namespace LlmCourse.Reasoning;

/// <summary>A problem that a prompt shows solved.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Reasoning">The steps to the answer, as one text.</param>
/// <param name="Answer">The answer alone.</param>
public sealed record WorkedExample(string Question, string Reasoning, string Answer);
