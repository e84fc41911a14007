using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmCourse.Tests.Reasoning;

/// <summary>
/// A server on this machine that answers each connection with what a test tells it to, byte for byte, and so can break off wherever it likes. Where it is told nothing
/// more, it keeps the connection and stays silent.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Func<string, Task<string?>> answer;

    public LoopbackServer(params string?[] answers)
        : this(InOrder(answers))
    {
    }

    /// <summary>A server that reads each request and thinks about it.</summary>
    public LoopbackServer(Func<string, Task<string?>> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");

    public List<string> Requests { get; } = [];

    public static string Answer(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    public static string Message(string text) => Answer("200 OK", $$$"""{"choices": [{"message": {"role": "assistant", "content": "{{{text}}}"}}], "usage": {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}}""");

    /// <summary>A stream of pieces; it ends as it should, or breaks off.</summary>
    public static string Stream(bool ends, params string[] pieces) => "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        + string.Concat(pieces.Select(piece => $$$"""data: {"choices": [{"delta": {"content": "{{{piece}}}"}}]}""" + "\n\n")) + (ends ? "data: [DONE]\n\n" : "");

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
        ending.Dispose();
    }

    private static Func<string, Task<string?>> InOrder(string?[] answers)
    {
        var left = new Queue<string?>(answers);
        return _ => Task.FromResult(left.TryDequeue(out var next) ? next : null);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(ending.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var (text, buffer) = (new StringBuilder(), new byte[8192]);
            while (!IsWhole(text.ToString()) && await client.GetStream().ReadAsync(buffer) is var count and > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            lock (Requests)
            {
                Requests.Add(text.ToString());
            }

            if (await answer(text.ToString()) is { } said)
            {
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(said));
            }
            else
            {
                await Task.Delay(Timeout.Infinite, ending.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>True once the headers and the body are there, whether its length was said before or it came in chunks.</summary>
    private static bool IsWhole(string request) =>
        request.Contains("\r\n\r\n", StringComparison.Ordinal) && (request.EndsWith("0\r\n\r\n", StringComparison.Ordinal) || request.EndsWith('}'));
}
