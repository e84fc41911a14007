using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Tokenization;

namespace LlmCourse.Alignment;

/// <summary>A model that one can talk to: the conversation goes through the chat template, and the answer ends where the model ends its turn. (Chapter 10.)</summary>
public sealed class Assistant
{
    private readonly TextGenerator generator;
    private readonly ITokenizer tokenizer;
    private readonly ChatTemplate template;

    /// <summary>Joins a model and its tokenizer; it owns neither.</summary>
    /// <exception cref="ArgumentException">They do not know the same number of tokens, or the tokenizer has no marks of turns.</exception>
    public Assistant(LanguageModel model, ITokenizer tokenizer) =>
        (generator, this.tokenizer, template) = (new TextGenerator(model, tokenizer), tokenizer, new ChatTemplate(tokenizer));

    /// <summary>The answer to a conversation that the user spoke last in.</summary>
    /// <exception cref="ArgumentException">A message is empty or cannot be expressed, or an option makes no sense.</exception>
    public string Reply(IReadOnlyList<ChatMessage> conversation, SamplingOptions options)
    {
        var answer = generator.Continue(template.Prompt(conversation), options).TakeWhile(token => token != template.End);
        return tokenizer.Decode([.. answer]);
    }

    /// <summary>The likeliest answer to a prompt, of 40 tokens at most.</summary>
    /// <exception cref="ArgumentException">The prompt is empty or cannot be expressed.</exception>
    public string Reply(string prompt) => Reply([new ChatMessage(ChatRole.User, prompt)], SamplingOptions.Greedy with { MaxTokens = 40 });
}
