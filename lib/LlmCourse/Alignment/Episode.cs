namespace LlmCourse.Alignment;

/// <summary>One try of a policy at a task: the texts that it wrote on the way, one response or several moves, and what they were worth together. (Chapters 12 and 14.)</summary>
/// <param name="Texts">What was read and written, text by text.</param>
/// <param name="Reward">What it was worth.</param>
public record Episode(IReadOnlyList<ChatTokens> Texts, double Reward);
