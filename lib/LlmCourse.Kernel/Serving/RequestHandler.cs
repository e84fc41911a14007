using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Generation.Batching;
using Microsoft.AspNetCore.Http;

namespace LlmCourse.Kernel.Serving;

/// <summary>Answers requests: OpenAI's API, the chat page, health and figures. Whatever is wrong comes back in OpenAI's form.</summary>
internal sealed class RequestHandler
{
    private const string Get = "GET, HEAD", Post = "POST";

    private readonly ServedModel model;
    private readonly ServerOptions options;
    private readonly TextWriter error;
    private readonly TimeProvider time;
    private readonly DoorKeeper door;
    private readonly CallReader reader;
    private readonly long started;
    private readonly Dictionary<string, (string Methods, bool NeedsKey, Func<HttpContext, Task> Answer)> routes;

    /// <summary>Prepares the routes.</summary>
    public RequestHandler(ServedModel model, ServerOptions options, TextWriter error, TimeProvider time)
    {
        (this.model, this.options, this.error, this.time) = (model, options, error, time);
        (door, reader, Metrics, started) = (new DoorKeeper(options), new CallReader(model), new ServerMetrics(model.Generator, time), time.GetUtcNow().ToUnixTimeSeconds());
        routes = new()
        {
            ["/v1/chat/completions"] = (Post, true, context => CompleteAsync(context, isChat: true)),
            ["/v1/completions"] = (Post, true, context => CompleteAsync(context, isChat: false)),
            ["/v1/models"] = (Get, true, context => WriteAsync(context, 200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Description()) })),
            ["/health"] = (Get, false, context => WriteAsync(context, 200, new JsonObject { ["status"] = "ok", ["model"] = model.Names[0] })),
            ["/metrics"] = (Get, true, WriteMetricsAsync),
        };
    }

    /// <summary>What was done.</summary>
    public ServerMetrics Metrics { get; }

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        try
        {
            AddHeaders(context.Response.Headers);
            door.CheckOrigin(context.Request);
            await RouteAsync(context, path).ConfigureAwait(false);
        }
        catch (ApiException problem)
        {
            await RefuseAsync(context, problem).ConfigureAwait(false);
        }
        catch (BadHttpRequestException problem) // too large, too slow, or broken off
        {
            await RefuseAsync(context, problem.StatusCode == 413
                ? new ApiException(413, $"The body is larger than {options.MostBody:N0} bytes.", null, "body_too_large")
                : new ApiException(problem.StatusCode, problem.Message)).ConfigureAwait(false);
        }
        catch (Exception problem) when (context.RequestAborted.IsCancellationRequested && problem is OperationCanceledException or IOException)
        {
            // the client has left, and nobody is there to tell
        }
        catch (Exception problem) // a fault of ours: the client learns that there is one, the operator which
        {
            await error.WriteLineAsync($"{context.Request.Method} {path}: {problem}").ConfigureAwait(false);
            await RefuseAsync(context, new ApiException(500, "The server has failed at this request.")).ConfigureAwait(false);
        }

        Metrics.Answered(routes.ContainsKey(path) ? path : ServerAssets.Find(path) is null ? "other" : "page", context.RequestAborted.IsCancellationRequested ? 499 : context.Response.StatusCode);
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private async Task RouteAsync(HttpContext context, string path)
    {
        var (methods, needsKey, answer) = routes.TryGetValue(path, out var route) ? route
            : ServerAssets.Find(path) is { } file ? (Get, false, (Func<HttpContext, Task>)(_ => WriteAsync(context, 200, file.Type, file.Bytes)))
            : path.StartsWith("/v1/models/", StringComparison.Ordinal) ? (Get, true, (Func<HttpContext, Task>)(_ => DescribeAsync(context, path["/v1/models/".Length..])))
            : throw new ApiException(404, $"There is nothing at this address; there are {string.Join(", ", routes.Keys)} and the chat page at /.", null, "not_found");
        if (needsKey)
        {
            door.CheckKey(context.Request);
        }

        if (!methods.Split(", ").Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = methods;
            throw new ApiException(405, $"This address takes {methods.Replace(", ", " and ", StringComparison.Ordinal)} alone.", null, "method_not_allowed");
        }

        await answer(context).ConfigureAwait(false);
    }

    private Task DescribeAsync(HttpContext context, string name) => model.Names.Contains(name)
        ? WriteAsync(context, 200, Description())
        : throw new ApiException(404, $"There is no such model; this server has {model.Names[0]}.", "model", "model_not_found");

    private JsonObject Description() => new() { ["id"] = model.Names[0], ["object"] = "model", ["created"] = started, ["owned_by"] = "course", ["context_length"] = model.Generator.TextLength };

    private Task WriteMetricsAsync(HttpContext context) => WriteAsync(context, 200, "text/plain; version=0.0.4; charset=utf-8", Encoding.UTF8.GetBytes(Metrics.Write()));

    private async Task CompleteAsync(HttpContext context, bool isChat)
    {
        var begun = Metrics.Now;
        var call = reader.Read(await ReadAsync(context).ConfigureAwait(false), isChat);
        var job = Submit(call, context.RequestAborted);
        try
        {
            var answer = new AnswerJson(model, isChat, time.GetUtcNow().ToUnixTimeSeconds());
            await (call.IsStreamed ? StreamAsync(context, call, job, answer, begun) : WholeAsync(context, job, answer, begun)).ConfigureAwait(false);
            Metrics.Finished(begun);
        }
        finally
        {
            job.Cancel(); // of no effect where it has ended
        }
    }

    private GenerationJob Submit(CompletionCall call, CancellationToken aborted)
    {
        try
        {
            return model.Generator.Submit(call.Request, aborted);
        }
        catch (QueueFullException full)
        {
            throw new ApiException(429, $"The server is busy: {full.Waiting} requests wait already. Try again later.", null, "queue_full");
        }
        catch (InvalidOperationException)
        {
            throw Ending();
        }
        catch (ArgumentException problem)
        {
            throw new ApiException(400, problem.Message);
        }
    }

    private static ApiException Ending() => new(503, "The server is ending; try again when it is back.", null, "server_ending");

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiException(415, "The body must be JSON: send the header 'Content-Type: application/json'.", null, "unsupported_media_type");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.BodyTime);
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, limit.Token).ConfigureAwait(false);
            return body.ToArray();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
            throw new ApiException(408, $"The body took longer than {options.BodyTime.TotalSeconds:F0} seconds.", null, "body_too_slow");
        }
    }

    private async Task WholeAsync(HttpContext context, GenerationJob job, AnswerJson answer, long begun)
    {
        if (await job.Pieces.WaitToReadAsync(context.RequestAborted).ConfigureAwait(false))
        {
            Metrics.FirstToken(begun);
        }

        var result = await job.Completion.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, 200, result.End != GenerationEnd.Cancelled ? answer.Whole(result) : throw Ending()).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context, CompletionCall call, GenerationJob job, AnswerJson answer, long begun)
    {
        var (response, aborted) = (context.Response, context.RequestAborted);
        (response.StatusCode, response.ContentType) = (200, "text/event-stream");
        response.Headers["X-Accel-Buffering"] = "no"; // a proxy hands the pieces on as they come
        if (call.IsChat)
        {
            await SendAsync(answer.Beginning()).ConfigureAwait(false);
        }

        var isFirst = true;
        while (await job.Pieces.WaitToReadAsync(aborted).ConfigureAwait(false))
        {
            if (isFirst)
            {
                Metrics.FirstToken(begun);
            }

            var text = new StringBuilder();
            while (job.Pieces.TryRead(out var piece))
            {
                text.Append(piece);
            }

            var shown = isFirst && call.IsChat ? AnswerJson.Shown(text.ToString()) : text.ToString();
            isFirst = isFirst && call.IsChat && shown.Length == 0;
            await SendAsync(answer.Piece(shown)).ConfigureAwait(false);
        }

        var result = await job.Completion.ConfigureAwait(false);
        if (result.End == GenerationEnd.Cancelled)
        {
            await SendAsync(AnswerJson.Error(Ending())).ConfigureAwait(false);
            return;
        }

        await SendAsync(answer.End(result.End)).ConfigureAwait(false);
        if (call.HasUsage)
        {
            await SendAsync(answer.Tokens(result)).ConfigureAwait(false);
        }

        await SendTextAsync("data: [DONE]\n\n").ConfigureAwait(false);

        Task SendAsync(JsonObject part) => SendTextAsync($"data: {part.ToJsonString()}\n\n");

        async Task SendTextAsync(string text)
        {
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), aborted).ConfigureAwait(false);
            await response.Body.FlushAsync(aborted).ConfigureAwait(false);
        }
    }

    private async Task RefuseAsync(HttpContext context, ApiException problem)
    {
        var response = context.Response;
        if (response.HasStarted) // in the middle of a stream
        {
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {AnswerJson.Error(problem).ToJsonString()}\n\n"), context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (problem.Status == 401)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.Status is 429 or 503)
        {
            var rounds = 1 + ((double)model.Generator.Waiting / model.Generator.Options.Places);
            response.Headers.RetryAfter = ((int)Math.Clamp(Math.Ceiling(rounds * Metrics.UsualAnswer.TotalSeconds), 1, 60)).ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, problem.Status, AnswerJson.Error(problem)).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext context, int status, JsonNode body) => WriteAsync(context, status, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(body.ToJsonString()));

    private static async Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, type, body.Length);
        if (context.Request.Method != HttpMethods.Head)
        {
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
