using LlmCourse.Runtime;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Gives each call a seed of its own, drawn from one seed: the first call, the second and so on have the same seeds whatever other calls are on their way. (Chapter 14.)
/// </summary>
/// <param name="inner">The client that answers.</param>
/// <param name="seed">Where the seeds come from.</param>
public sealed class SeedingChatClient(IChatClient inner, long seed) : DelegatingChatClient(inner)
{
    private readonly Lock gate = new();
    private readonly SeededRandom seeds = new(seed);

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Seeded(options), cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Seeded(options), cancellationToken);

    private ChatOptions Seeded(ChatOptions? options)
    {
        var seeded = options?.Clone() ?? new ChatOptions();
        lock (gate)
        {
            seeded.Seed = seeds.NextInt32(int.MaxValue); // servers take no more
        }

        return seeded;
    }
}
