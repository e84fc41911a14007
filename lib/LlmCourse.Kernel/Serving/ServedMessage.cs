namespace LlmCourse.Kernel.Serving;

/// <summary>A message of a conversation as clients send it.</summary>
/// <param name="Role"><see cref="System"/>, <see cref="User"/> or <see cref="Assistant"/>.</param>
/// <param name="Content">What is said.</param>
internal sealed record ServedMessage(string Role, string Content)
{
    /// <summary>Who says how the assistant is to behave, who asks, and who answers.</summary>
    public const string System = "system", User = "user", Assistant = "assistant";
}
