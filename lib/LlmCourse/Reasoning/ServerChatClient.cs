using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// A model on a server that speaks the language most of them speak, OpenAI's chat completions: a program on this machine or an API. What goes wrong comes back as one sentence in a
/// <see cref="ChatServiceException"/>, in which the key never stands. (Chapter 13.)
/// </summary>
/// <param name="http">Sends the requests; its time-out limits each wait for the server.</param>
/// <param name="address">The address up to "/v1".</param>
/// <param name="model">The model's name on that server.</param>
/// <param name="key">The key, where the server asks for one.</param>
public sealed class ServerChatClient(HttpClient http, Uri address, string model, string? key = null) : IChatClient
{
    /// <summary>The environment variables that <see cref="FromEnvironment"/> reads.</summary>
    public const string UrlVariable = "COURSE_CHAT_URL", ModelVariable = "COURSE_CHAT_MODEL", KeyVariable = "COURSE_CHAT_KEY";

    private const int LongestAnswer = 1_000_000; // characters; a server that writes more has lost its way

    /// <summary>The server that the environment names; null where it names none.</summary>
    public static ServerChatClient? FromEnvironment() =>
        Uri.TryCreate(Read(UrlVariable), UriKind.Absolute, out var address) && Read(ModelVariable) is { } model ? new ServerChatClient(new HttpClient(), address, model, Read(KeyVariable)) : null;

    /// <inheritdoc/>
    /// <exception cref="ChatServiceException">The server cannot be reached, refuses, or answers nonsense.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options, streamed: false, cancellationToken).ConfigureAwait(false);
        var answer = Parsed(await Guarded(limited => ReadAllAsync(response, limited), cancellationToken).ConfigureAwait(false));
        return First(answer)?["message"]?["content"] is JsonValue content
            ? new ChatResponse(new ChatMessage(ChatRole.Assistant, content.ToString())) { ModelId = model, Usage = UsageIn(answer) }
            : throw new ChatServiceException($"The server at {address} answered without a message; is it a chat completions server?");
    }

    /// <inheritdoc/>
    /// <exception cref="ChatServiceException">The server cannot be reached, refuses, answers nonsense, or breaks off.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options, streamed: true, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var length = 0;
        while (true)
        {
            var line = await Guarded(limited => reader.ReadLineAsync(limited).AsTask(), cancellationToken).ConfigureAwait(false)
                ?? throw new ChatServiceException($"The server at {address} broke off in the middle of its answer.", isTransient: true);
            if (line == "data: [DONE]")
            {
                yield break;
            }

            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                var part = Parsed(line["data:".Length..]);
                var text = First(part)?["delta"]?["content"]?.ToString() ?? "";
                length = Limited(length + text.Length);
                List<AIContent> contents = [new TextContent(text)];
                if (UsageIn(part) is { } usage)
                {
                    contents.Add(new UsageContent(usage));
                }

                yield return new ChatResponseUpdate(ChatRole.Assistant, contents) { ModelId = model };
            }
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } value ? value : null;

    private static JsonObject? First(JsonNode answer) => (answer["choices"] as JsonArray)?.FirstOrDefault() as JsonObject;

    private static UsageDetails? UsageIn(JsonNode answer) => answer["usage"] is JsonObject usage
        ? new UsageDetails { InputTokenCount = (long?)usage["prompt_tokens"], OutputTokenCount = (long?)usage["completion_tokens"], TotalTokenCount = (long?)usage["total_tokens"] }
        : null;

    private async Task<HttpResponseMessage> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, bool streamed, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address.ToString().TrimEnd('/')}/chat/completions")) { Content = JsonContent.Create(Body(messages, options, streamed)) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        var response = await Guarded(limited => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited), cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw Refusal(response);
            }
        }

        return response;
    }

    private JsonObject Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool streamed)
    {
        var body = new JsonObject
        {
            ["model"] = options?.ModelId ?? model,
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
            ["temperature"] = options?.Temperature,
            ["top_p"] = options?.TopP,
            ["max_tokens"] = options?.MaxOutputTokens,
            ["seed"] = options?.Seed,
            ["stop"] = options?.StopSequences is { } stops ? new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))]) : null,
            ["stream"] = streamed ? true : null,
            ["stream_options"] = streamed ? new JsonObject { ["include_usage"] = true } : null,
        };
        foreach (var (name, _) in body.Where(entry => entry.Value is null).ToList())
        {
            body.Remove(name); // what nobody asked for is left to the server
        }

        return body;
    }

    private ChatServiceException Refusal(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - DateTimeOffset.UtcNow : null);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new($"The server at {address} refused the key; set {KeyVariable} to one that it knows."),
            HttpStatusCode.NotFound => new($"The server at {address} knows no model '{model}', or the address is wrong; it should end in /v1."),
            HttpStatusCode.TooManyRequests => new($"The server at {address} has had too many requests; wait a little.", isTransient: true, wait),
            var status when (int)status >= 500 || status == HttpStatusCode.RequestTimeout => new($"The server at {address} failed with status {(int)status}.", isTransient: true, wait),
            var status => new($"The server at {address} refused the request with status {(int)status}; check the model's name and the options."),
        };
    }

    /// <summary>Does something with the network, within the time-out; what goes wrong there becomes one sentence.</summary>
    private async Task<T> Guarded<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(http.Timeout);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ChatServiceException($"The server at {address} took longer than {http.Timeout.TotalSeconds:F0} seconds.", isTransient: true);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ChatServiceException($"The server at {address} cannot be reached, or broke off; is it running?", isTransient: true);
        }
    }

    private async Task<string> ReadAllAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
        {
            Limited(text.Append(buffer, 0, count).Length);
        }

        return text.ToString();
    }

    private int Limited(int length) => length <= LongestAnswer
        ? length
        : throw new ChatServiceException($"The server at {address} wrote more than {LongestAnswer:N0} characters and did not end; set a limit of tokens.");

    private JsonNode Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ChatServiceException($"The server at {address} answered with something that is no JSON; is it a chat completions server?");
        }
    }
}
