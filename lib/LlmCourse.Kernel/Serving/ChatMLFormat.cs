using LlmCourse.Tokenization;

namespace LlmCourse.Kernel.Serving;

/// <summary>ChatML, which Qwen, SmolLM and many others were taught: <c>&lt;|im_start|&gt;user</c>, a line break, the message, <c>&lt;|im_end|&gt;</c>, a line break.</summary>
internal sealed class ChatMLFormat(ITokenizer tokenizer, int end) : ChatFormat
{
    /// <summary>What a turn begins and ends with.</summary>
    public const string StartMark = "<|im_start|>", EndMark = "<|im_end|>";

    /// <inheritdoc/>
    public override int? End => end;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Prompt(IReadOnlyList<ServedMessage> messages) =>
    [
        .. messages.SelectMany(message => (int[])[.. Mark($"{StartMark}{message.Role}\n"), .. tokenizer.Encode(message.Content), .. Mark($"{EndMark}\n")]), // marks in a message stay plain text
        .. Mark($"{StartMark}{ServedMessage.Assistant}\n"),
    ];

    private int[] Mark(string text) => tokenizer.Encode(text, recogniseSpecialTokens: true);
}
