namespace LlmCourse.Alignment;

/// <summary>Who speaks in a conversation.</summary>
public enum ChatRole
{
    /// <summary>The person who asks.</summary>
    User,

    /// <summary>The model that answers.</summary>
    Assistant,
}
