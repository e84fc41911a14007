using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Asks again where that may help: after a refused connection, a time-out, too many requests, or an error of the server. Each wait is twice the last, or as long as the service asks
/// for. A stream is begun anew only while nothing of it was seen. (Chapter 13.)
/// </summary>
/// <param name="inner">The client that answers.</param>
/// <param name="retries">The most further attempts.</param>
/// <param name="time">The clock of the waits; the machine's own when null.</param>
public sealed class RetryingChatClient(IChatClient inner, int retries = 4, TimeProvider? time = null) : DelegatingChatClient(inner)
{
    /// <summary>The first wait.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait; a service that asks for more is not asked again.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await base.GetResponseAsync(asked, options, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (Wait(error, attempt, cancellationToken) is not null)
            {
                await Task.Delay(Wait(error, attempt, cancellationToken)!.Value, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        var stream = await BeginAsync(asked, options, cancellationToken).ConfigureAwait(false);
        await using (stream.Updates.ConfigureAwait(false))
        {
            for (var more = stream.HasFirst; more; more = await stream.Updates.MoveNextAsync().ConfigureAwait(false))
            {
                yield return stream.Updates.Current;
            }
        }
    }

    /// <summary>A stream that stands at its first update.</summary>
    private async Task<(IAsyncEnumerator<ChatResponseUpdate> Updates, bool HasFirst)> BeginAsync(List<ChatMessage> asked, ChatOptions? options, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var updates = base.GetStreamingResponseAsync(asked, options, cancellation).GetAsyncEnumerator(cancellation);
            try
            {
                return (updates, await updates.MoveNextAsync().ConfigureAwait(false));
            }
            catch (Exception error)
            {
                await updates.DisposeAsync().ConfigureAwait(false);
                if (Wait(error, attempt, cancellation) is not { } wait)
                {
                    throw;
                }

                await Task.Delay(wait, time ?? TimeProvider.System, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How long to wait before the next attempt; null where there is to be none.</summary>
    private TimeSpan? Wait(Exception error, int attempt, CancellationToken cancellation)
    {
        var wait = (error as ChatServiceException)?.RetryAfter ?? TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(attempt, 20)));
        return attempt < retries && !cancellation.IsCancellationRequested && IsTransient(error) && wait <= LongestWait ? wait : null;
    }

    private static bool IsTransient(Exception error) => error switch
    {
        ChatServiceException service => service.IsTransient,
        HttpRequestException { StatusCode: { } status } => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500,
        HttpRequestException or TimeoutException or IOException => true,
        TaskCanceledException { InnerException: TimeoutException } => true, // HttpClient's way to say that time ran out
        _ => false,
    };
}
