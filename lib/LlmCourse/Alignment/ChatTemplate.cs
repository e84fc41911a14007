using LlmCourse.Tokenization;

namespace LlmCourse.Alignment;

/// <summary>
/// Turns a conversation into the one row of tokens that a language model reads: a special token says who speaks, another ends the assistant's turn.
/// <c>&lt;user&gt; Where does Ada Bell live? &lt;assistant&gt; Ada Bell lives in Oakham. &lt;end&gt;</c>. Only the template writes special tokens; a user
/// who types one writes plain letters. (Chapter 10.)
/// </summary>
public sealed class ChatTemplate
{
    private readonly ITokenizer tokenizer;
    private readonly int start;
    private readonly Dictionary<ChatRole, int> marks;

    /// <summary>Prepares the template of a tokenizer that knows the special tokens.</summary>
    /// <exception cref="ArgumentException">A special token, or the line break that conversations begin with, is not one token of this tokenizer.</exception>
    public ChatTemplate(ITokenizer tokenizer)
    {
        this.tokenizer = tokenizer;
        start = Single("\n");
        marks = new() { [ChatRole.User] = Single("<user>"), [ChatRole.Assistant] = Single("<assistant>") };
        End = Single("<end>");
    }

    /// <summary>The token that ends the assistant's turn.</summary>
    public int End { get; }

    /// <summary>The whole conversation, to learn from.</summary>
    /// <exception cref="ArgumentException">There is no message, one is empty, the assistant never speaks, or the tokenizer cannot express a text.</exception>
    public ChatTokens Encode(params IReadOnlyList<ChatMessage> messages)
    {
        if (!messages.Any(message => message.Role == ChatRole.Assistant))
        {
            throw new ArgumentException($"The conversation has {messages.Count} messages, none of them by the assistant; there is nothing to learn from it.");
        }

        var (tokens, isResponse) = (new List<int> { start }, new List<bool> { false });
        foreach (var message in messages)
        {
            var said = Said(message);
            Add([marks[message.Role]], false);
            Add(said, message.Role == ChatRole.Assistant);
            Add(message.Role == ChatRole.Assistant ? [End] : [], true); // to stop is learnt, too
        }

        return new ChatTokens(tokens, isResponse);

        void Add(int[] some, bool response)
        {
            tokens.AddRange(some);
            isResponse.AddRange(Enumerable.Repeat(response, some.Length));
        }
    }

    /// <summary>A prompt and its response, to learn from.</summary>
    /// <exception cref="ArgumentException">A text is empty, or the tokenizer cannot express it.</exception>
    public ChatTokens Encode(string prompt, string response) => Encode(new ChatMessage(ChatRole.User, prompt), new ChatMessage(ChatRole.Assistant, response));

    /// <summary>The conversation so far and the mark that says that the assistant speaks next.</summary>
    /// <exception cref="ArgumentException">A text is empty, or the tokenizer cannot express it.</exception>
    public IReadOnlyList<int> Prompt(params IReadOnlyList<ChatMessage> messages) =>
    [
        start,
        .. messages.SelectMany(message => (int[])[marks[message.Role], .. Said(message), .. message.Role == ChatRole.Assistant ? [End] : Array.Empty<int>()]),
        marks[ChatRole.Assistant],
    ];

    private int[] Said(ChatMessage message) => !string.IsNullOrWhiteSpace(message.Content)
        ? tokenizer.Encode(message.Content)
        : throw new ArgumentException($"A message of the {message.Role} is empty; leave it out, or say something.");

    private int Single(string token)
    {
        try
        {
            return tokenizer.Encode(token, recogniseSpecialTokens: true) is [var id] ? id : throw new ArgumentException("It consists of several tokens.");
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentException($"The chat template needs '{token.Replace("\n", "\\n", StringComparison.Ordinal)}' as one token of the tokenizer: {problem.Message}", problem);
        }
    }
}
