using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Serving;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Kernel.Tests.Serving;

/// <summary>A server with a small random model, and clients of it, polite ones and others.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?'\"\\/{}[]()+-*=_<>|\n";

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };

    private RunningServer(ServedModel model, ModelServer server) => (Model, Server) = (model, server);

    public static CharTokenizer Characters { get; } = new(Alphabet);

    public ServedModel Model { get; }

    public ModelServer Server { get; }

    public StringWriter Faults { get; private init; } = new();

    /// <summary>Starts a server, by default of letters.</summary>
    public static async Task<RunningServer> StartAsync(int places = 8, int queue = 64, int context = 300, ServerOptions? options = null, ITokenizer? tokenizer = null)
    {
        NativeRuntime.EnsureLoaded();
        tokenizer ??= Characters;
        using var model = Random(tokenizer.VocabularySize, context);
        var served = new ServedModel(model, tokenizer, "tiny", new string('0', 64), new ModelRequest { Model = "tiny", Places = places, Queue = queue });
        var faults = new StringWriter();
        return new RunningServer(served, await ModelServer.StartAsync(served, (options ?? new ServerOptions()) with { Port = 0 }, faults)) { Faults = faults };
    }

    /// <summary>A model whose texts are as varied as its weights.</summary>
    public static Gpt Random(int vocabularySize, int context)
    {
        var model = new GptConfig { VocabularySize = vocabularySize, ContextLength = context, Layers = 1, Heads = 2, EmbeddingSize = 32, Positions = PositionKind.Rotary }.CreateModel(seed: 1);
        using var noGradients = no_grad();
        using var generator = new Generator(7);
        foreach (var parameter in model.parameters())
        {
            using var noise = randn(parameter.shape, generator: generator);
            parameter.add_(noise * 0.3);
        }

        model.eval();
        return model;
    }

    public static JsonObject Question(string text, int seed = 1, int most = 40) => new()
    {
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
        ["seed"] = seed,
        ["max_tokens"] = most,
    };

    /// <summary>Sends a body to an endpoint and reads the JSON of the answer.</summary>
    public async Task<(int Status, JsonNode Body)> PostAsync(string path, JsonNode body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path)) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {key}");
        }

        return await http.SendAsync(request, completion, cancellation);
    }

    /// <summary>The answer to a question.</summary>
    public async Task<string> AskAsync(JsonObject question)
    {
        var (status, body) = await PostAsync("/v1/chat/completions", question);
        Assert.True(status == 200, body.ToJsonString());
        return (string)body["choices"]![0]!["message"]!["content"]!;
    }

    /// <summary>The parts of a streamed answer; the last must be the end of the stream.</summary>
    public async Task<List<JsonNode>> StreamAsync(string path, JsonObject body)
    {
        body["stream"] = true;
        using var response = await SendAsync(HttpMethod.Post, path, body);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        return [.. lines[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!)];
    }

    /// <summary>Sends bytes, and reads until the server closes the connection.</summary>
    public async Task<string> RawAsync(byte[] bytes)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(bytes);
        return await ReadToEndAsync(client);
    }

    public Task<string> RawAsync(string text) => RawAsync(Encoding.UTF8.GetBytes(text));

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Server.Address.Port);
        return client;
    }

    public static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await client.GetStream().ReadAsync(buffer, limit.Token) is var count and > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // a server that has enough resets the connection
        }

        return text.ToString();
    }

    /// <summary>A request as raw text.</summary>
    public static byte[] Request(string path, byte[] body, string headers = "", string method = "POST") =>
        [.. Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n"), .. body];

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
        Model.Dispose();
        Assert.Equal("", Faults.ToString());
    }
}
