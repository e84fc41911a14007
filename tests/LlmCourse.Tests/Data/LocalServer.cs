using System.Net;
using System.Net.Sockets;

namespace LlmCourse.Tests.Data;

/// <summary>A web server of a test's own on this machine; each request goes to one handler.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Action<HttpListenerContext> handle;

    public LocalServer(Action<HttpListenerContext> handle)
    {
        this.handle = handle;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}/file.txt");
        }

        listener.Prefixes.Add(Url.GetLeftPart(UriPartial.Authority) + "/");
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>The Range header of each request so far, empty where there was none.</summary>
    public List<string> Ranges { get; } = [];

    public void Dispose() => listener.Close();

    /// <summary>Sends bytes from a position on, or a part of them before the line goes dead.</summary>
    public static void Send(HttpListenerContext context, byte[] content, int from = 0, int? stopAfter = null)
    {
        context.Response.ContentLength64 = content.Length - from;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.OutputStream.Write(content, from, stopAfter ?? (content.Length - from));
        if (stopAfter is not null)
        {
            context.Response.OutputStream.Flush();
            Thread.Sleep(100); // what was written should arrive
            context.Response.Abort();
            return;
        }

        context.Response.Close();
    }

    /// <summary>The first byte that a request asks for.</summary>
    public static int FirstByte(HttpListenerContext context) => context.Request.Headers["Range"] is { } range
        ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                Ranges.Add(context.Request.Headers["Range"] ?? "");
                handle(context);
            }
        }
        catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
