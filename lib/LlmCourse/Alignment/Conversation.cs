namespace LlmCourse.Alignment;

/// <summary>A conversation to learn from, as files keep it. (Chapter 10.)</summary>
/// <param name="Id">What tells it from all others of its file.</param>
/// <param name="Messages">The turns in their order.</param>
public sealed record Conversation(string Id, IReadOnlyList<ChatMessage> Messages);
