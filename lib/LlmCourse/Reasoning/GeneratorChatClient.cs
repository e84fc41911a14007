using System.Runtime.CompilerServices;
using LlmCourse.Generation;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// A model of the course behind the face that servers and APIs have, <see cref="IChatClient"/>. One call runs at a time, since a model is safe for no more; the
/// others wait. Work goes on between the pieces of the text only while somebody asks for the next one. (Chapter 13.)
/// </summary>
/// <param name="generator">Continues a text.</param>
/// <param name="defaults">How it samples where a call does not say otherwise. Calls without a seed of their own use the seeds from this one on, one after another.</param>
/// <param name="countTokens">Number of tokens of a text, such as the length of a tokenizer's <c>Encode</c>; null leaves the tokens uncounted.</param>
public sealed class GeneratorChatClient(ITextGenerator generator, SamplingOptions defaults, Func<string, int>? countTokens = null) : IChatClient
{
    private readonly SemaphoreSlim gate = new(1);
    private int calls;

    /// <summary>Makes one text out of a conversation; by default the messages, one after another.</summary>
    public Func<IEnumerable<ChatMessage>, string> Write { get; init; } = messages => string.Join("\n", messages.Select(message => message.Text));

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (prompt, sampling) = (Write(messages), Sampling(options));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var written = "";
            using var pieces = generator.Stream(prompt, sampling, cancellationToken).GetEnumerator();
            while (await Task.Run(pieces.MoveNext, cancellationToken).ConfigureAwait(false)) // the caller's thread is free meanwhile
            {
                written += pieces.Current;
                yield return new ChatResponseUpdate(ChatRole.Assistant, pieces.Current);
            }

            if (countTokens is not null)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage(countTokens(prompt), countTokens(written)))]);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private static UsageDetails Usage(int read, int written) => new() { InputTokenCount = read, OutputTokenCount = written, TotalTokenCount = read + written };

    private SamplingOptions Sampling(ChatOptions? options) => defaults with
    {
        MaxTokens = options?.MaxOutputTokens ?? defaults.MaxTokens,
        Temperature = options?.Temperature ?? defaults.Temperature,
        TopK = options?.TopK ?? defaults.TopK,
        TopP = options?.TopP ?? defaults.TopP,
        StopSequences = options?.StopSequences is { } stops ? [.. stops] : defaults.StopSequences,
        Seed = (int?)options?.Seed ?? (defaults.Seed + Interlocked.Increment(ref calls) - 1),
    };
}
