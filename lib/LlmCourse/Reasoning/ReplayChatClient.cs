using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Answers with texts that were sampled before, many at once, each of them once and in their order. So several ways to spend samples are compared on the same samples, and a small model's
/// samples are drawn in one go, which is much faster than one after another. (Chapter 14.)
/// </summary>
/// <param name="texts">What the model wrote after each prompt.</param>
/// <param name="countTokens">Number of tokens of a text.</param>
public sealed class ReplayChatClient(IReadOnlyDictionary<string, IReadOnlyList<string>> texts, Func<string, int> countTokens) : IChatClient
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> served = [];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no text left for this prompt.</exception>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prompt = string.Join("\n", messages.Select(message => message.Text));
        var text = Next(prompt);
        int read = countTokens(prompt), written = countTokens(text);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            Usage = new UsageDetails { InputTokenCount = read, OutputTokenCount = written, TotalTokenCount = read + written },
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing but texts.
    }

    private string Next(string prompt)
    {
        var all = texts.GetValueOrDefault(prompt) ?? [];
        lock (gate)
        {
            var place = served.GetValueOrDefault(prompt);
            served[prompt] = place + 1;
            return place < all.Count ? all[place] : throw new InvalidOperationException($"All {all.Count} samples for the prompt '{prompt}' have been served; draw more of them beforehand.");
        }
    }
}
