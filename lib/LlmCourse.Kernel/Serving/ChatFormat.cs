using LlmCourse.Alignment;
using LlmCourse.Tokenization;

namespace LlmCourse.Kernel.Serving;

/// <summary>How a conversation becomes the tokens that a model reads; each family of models has learnt a form of its own.</summary>
internal abstract class ChatFormat
{
    private static readonly string[] Ends = ["<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>"];

    /// <summary>The token by which the model ends its turn; null where it knows none.</summary>
    public abstract int? End { get; }

    /// <summary>Texts that end an answer where the client names none.</summary>
    public virtual IReadOnlyList<string> Stops => [];

    /// <summary>The form that a tokenizer's special tokens speak of: the course's, ChatML, or none.</summary>
    public static ChatFormat For(ITokenizer tokenizer)
    {
        try
        {
            return new CourseChatFormat(new ChatTemplate(tokenizer));
        }
        catch (ArgumentException)
        {
            var special = (tokenizer as BpeTokenizer)?.SpecialTokens ?? new Dictionary<string, int>();
            int? end = Ends.FirstOrDefault(special.ContainsKey) is { } text ? special[text] : null;
            return special.ContainsKey(ChatMLFormat.StartMark) && special.TryGetValue(ChatMLFormat.EndMark, out var mark) ? new ChatMLFormat(tokenizer, mark) : new PlainChatFormat(tokenizer, end);
        }
    }

    /// <summary>The conversation so far, and whatever says that the assistant speaks next.</summary>
    /// <exception cref="ArgumentException">A message is empty, or cannot be expressed.</exception>
    public abstract IReadOnlyList<int> Prompt(IReadOnlyList<ServedMessage> messages);
}
