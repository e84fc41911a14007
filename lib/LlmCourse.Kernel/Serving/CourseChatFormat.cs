using LlmCourse.Alignment;

namespace LlmCourse.Kernel.Serving;

/// <summary>The course's own template. It has no turn of the system, so that such a message goes before the user's next one, as with Gemma and Mistral.</summary>
internal sealed class CourseChatFormat(ChatTemplate template) : ChatFormat
{
    /// <inheritdoc/>
    public override int? End => template.End;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Prompt(IReadOnlyList<ServedMessage> messages)
    {
        var (turns, before) = (new List<ChatMessage>(), "");
        foreach (var message in messages)
        {
            if (message.Role == ServedMessage.System)
            {
                before += message.Content + " ";
                continue;
            }

            var isUser = message.Role == ServedMessage.User;
            turns.Add(new ChatMessage(isUser ? ChatRole.User : ChatRole.Assistant, isUser ? before + message.Content : message.Content));
            before = isUser ? "" : before;
        }

        return before.Length == 0 ? template.Prompt(turns) : throw new ArgumentException("A system message needs a message of the user after it.");
    }
}
