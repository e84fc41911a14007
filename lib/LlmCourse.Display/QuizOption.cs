namespace LlmCourse.Display;

/// <summary>One of the answers that a question offers.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Why">Why it is right; or which misunderstanding leads to it.</param>
/// <param name="IsRight">True for exactly one option of a question.</param>
public sealed record QuizOption(string Text, string Why, bool IsRight);
