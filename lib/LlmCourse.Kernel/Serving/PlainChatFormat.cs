using LlmCourse.Tokenization;

namespace LlmCourse.Kernel.Serving;

/// <summary>For models that were taught no conversation: each message on a line of its own, with the answer to it right behind; the model continues that up to an empty line.</summary>
internal sealed class PlainChatFormat(ITokenizer tokenizer, int? end) : ChatFormat
{
    /// <inheritdoc/>
    public override int? End => end;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Stops { get; } = ["\n\n"];

    /// <inheritdoc/>
    public override IReadOnlyList<int> Prompt(IReadOnlyList<ServedMessage> messages) =>
        tokenizer.Encode(string.Concat(messages.Select((message, i) => i == 0 || message.Role == ServedMessage.Assistant ? message.Content : "\n" + message.Content)));
}
