using LlmCourse.Tokenization;

namespace LlmCourse.Kernel.Serving;

/// <summary>For models that were taught no conversation: the messages line by line, which the model continues up to an empty line.</summary>
internal sealed class PlainChatFormat(ITokenizer tokenizer, int? end) : ChatFormat
{
    /// <inheritdoc/>
    public override int? End => end;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Stops { get; } = ["\n\n"];

    /// <inheritdoc/>
    public override IReadOnlyList<int> Prompt(IReadOnlyList<ServedMessage> messages) => tokenizer.Encode(string.Join('\n', messages.Select(message => message.Content)));
}
