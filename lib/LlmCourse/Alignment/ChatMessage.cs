namespace LlmCourse.Alignment;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said, as plain text: marks of turns in it are not understood as such.</param>
public sealed record ChatMessage(ChatRole Role, string Content);
