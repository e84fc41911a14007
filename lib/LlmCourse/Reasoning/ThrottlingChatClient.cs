using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>Lets a number of calls through at the same time; the others wait. (Chapter 13.)</summary>
public sealed class ThrottlingChatClient : DelegatingChatClient
{
    private readonly SemaphoreSlim gate;

    /// <summary>Sets the limit.</summary>
    /// <exception cref="ArgumentException">No call may pass.</exception>
    public ThrottlingChatClient(IChatClient inner, int atOnce)
        : base(inner) => gate = atOnce >= 1 ? new SemaphoreSlim(atOnce) : throw new ArgumentException($"At least 1 call must be let through at a time, but {atOnce} may.");

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gate.Dispose();
        }

        base.Dispose(disposing);
    }
}
