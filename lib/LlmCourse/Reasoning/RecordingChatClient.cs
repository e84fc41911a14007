using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Counts what passes through it, and writes a transcript that a person can open: one line of JSON for each call, with what was asked and what came back. Secrets
/// are blotted out wherever they occur. (Chapter 13.)
/// </summary>
/// <param name="inner">The client that answers.</param>
/// <param name="transcript">Where the lines go; nowhere when null. The caller disposes it.</param>
/// <param name="secrets">Texts, a key say, that must never be written.</param>
public sealed class RecordingChatClient(IChatClient inner, TextWriter? transcript = null, params IReadOnlyList<string> secrets) : DelegatingChatClient(inner)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // the file is no web page
    private readonly Lock gate = new();
    private int calls;
    private int failures;
    private long inputTokens;
    private long outputTokens;

    /// <summary>Calls so far, failed ones included.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Calls that failed or were cancelled.</summary>
    public int Failures => Volatile.Read(ref failures);

    /// <summary>Tokens read, as far as the client says.</summary>
    public long InputTokens => Interlocked.Read(ref inputTokens);

    /// <summary>Tokens written, as far as the client says.</summary>
    public long OutputTokens => Interlocked.Read(ref outputTokens);

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        try
        {
            var response = await base.GetResponseAsync(asked, options, cancellationToken).ConfigureAwait(false);
            Record(asked, response, null);
            return response;
        }
        catch (Exception error)
        {
            Record(asked, null, error);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        List<ChatResponseUpdate> updates = [];
        Exception? error = new OperationCanceledException("The reader stopped before the end.");
        var stream = base.GetStreamingResponseAsync(asked, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await Next().ConfigureAwait(false))
            {
                updates.Add(stream.Current);
                yield return stream.Current;
            }

            error = null;
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            Record(asked, updates.ToChatResponse(), error);
        }

        async Task<bool> Next()
        {
            try
            {
                return await stream.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception thrown)
            {
                error = thrown;
                throw;
            }
        }
    }

    private void Record(List<ChatMessage> asked, ChatResponse? response, Exception? error)
    {
        var (read, written) = (response?.Usage?.InputTokenCount, response?.Usage?.OutputTokenCount);
        Interlocked.Add(ref inputTokens, read ?? 0);
        Interlocked.Add(ref outputTokens, written ?? 0);
        var call = Interlocked.Increment(ref calls);
        _ = error is null ? 0 : Interlocked.Increment(ref failures);
        if (transcript is null)
        {
            return;
        }

        var line = JsonSerializer.Serialize(new
        {
            call,
            asked = asked.Select(message => new { role = message.Role.Value, text = Blot(message.Text) }),
            answer = Blot(response?.Text),
            input = read,
            output = written,
            error = error is null ? null : Blot($"{error.GetType().Name}: {error.Message}"),
        }, Readable);
        lock (gate)
        {
            transcript.WriteLine(line);
            transcript.Flush(); // whoever looks while it runs sees all calls so far
        }
    }

    private string? Blot(string? text) => secrets.Where(secret => secret.Length > 0).Aggregate(text, (clean, secret) => clean?.Replace(secret, "***", StringComparison.Ordinal));
}
