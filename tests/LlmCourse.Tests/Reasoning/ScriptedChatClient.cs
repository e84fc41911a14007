using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCourse.Tests.Reasoning;

/// <summary>Answers what a test tells it to, and remembers what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<string, int, string> answer) : IChatClient
{
    private readonly Lock gate = new();
    private int running;

    public List<string> Asked { get; } = [];

    public int MostAtOnce { get; private set; }

    public TimeSpan Delay { get; init; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = string.Join("\n", messages.Select(message => message.Text));
        int call;
        lock (gate)
        {
            call = Asked.Count;
            Asked.Add(prompt);
            MostAtOnce = Math.Max(MostAtOnce, ++running);
        }

        try
        {
            await Task.Delay(Delay, cancellationToken);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(prompt, call)))
            {
                Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 2 },
            };
        }
        finally
        {
            lock (gate)
            {
                running--;
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var letter in response.Text)
        {
            yield return letter == '!' ? throw new IOException("The line broke.") : new ChatResponseUpdate(ChatRole.Assistant, $"{letter}");
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
