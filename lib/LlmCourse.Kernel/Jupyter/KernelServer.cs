using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using LlmCourse.Display;
using LlmCourse.Kernel.Learning;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>
/// A Jupyter kernel (messaging protocol 5.3): answers what comes on the shell channel one after the other, what comes on the control
/// channel beside it, and says on iopub what cells write and show. It runs no code itself; that is the session's process.
/// </summary>
internal sealed class KernelServer : IDisposable
{
    private const string Request = "_request";
    private const int MostHeard = 1000;

    private readonly WireFormat format;
    private readonly KernelSockets sockets;
    private readonly SessionClient session;
    private readonly KernelHistory history = new();
    private readonly Channel<(JupyterMessage Message, int Number)> shell = Channel.CreateUnbounded<(JupyterMessage, int)>();
    private readonly Channel<(JupyterMessage Message, int Number)> control = Channel.CreateUnbounded<(JupyterMessage, int)>();
    private readonly ConcurrentDictionary<int, JupyterMessage> heard = new(); // by request, those whose cells may still write
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isReading;
    private int received;
    private int abortedUpTo;
    private int requests;
    private int executions;

    /// <summary>Binds the sockets; messages are answered from <see cref="RunAsync"/> on.</summary>
    /// <exception cref="UsageException">A port is taken.</exception>
    public KernelServer(ConnectionFile connection)
    {
        format = new WireFormat(connection.Key);
        session = new SessionClient(Report);
        sockets = new KernelSockets(connection, Receive);
    }

    /// <summary>Serves until a front end asks for the end, or <see cref="Stop"/> does.</summary>
    public async Task RunAsync()
    {
        session.Start();
        Publish("status", null, new JsonObject { ["execution_state"] = "starting" });
        sockets.Start();
        _ = ServeAsync(shell, KernelChannel.Shell);
        _ = ServeAsync(control, KernelChannel.Control);
        await stopped.Task.ConfigureAwait(false);
    }

    /// <summary>Lets <see cref="RunAsync"/> end.</summary>
    public void Stop() => stopped.TrySetResult();

    /// <summary>Stops the running cell; the requests that wait behind it are aborted.</summary>
    public void Interrupt()
    {
        Volatile.Write(ref abortedUpTo, Volatile.Read(ref received));
        _ = session.CancelAsync();
    }

    /// <summary>Ends the session, then sends what still waits and closes the sockets.</summary>
    public void Dispose()
    {
        session.Dispose();
        sockets.Dispose();
    }

    private void Receive(KernelChannel channel, IReadOnlyList<byte[]> frames)
    {
        if (format.TryDecode(frames) is not { } message)
        {
            return;
        }

        switch (channel)
        {
            case KernelChannel.Shell:
                shell.Writer.TryWrite((message, Interlocked.Increment(ref received)));
                break;
            case KernelChannel.Control:
                control.Writer.TryWrite((message, 0));
                break;
            case KernelChannel.Stdin when isReading && message.Type == "input_reply":
                isReading = false;
                _ = session.TypeAsync(ReadLine(message));
                break;
            default:
                break; // an answer to a question that nobody asked
        }
    }

    private static string ReadLine(JupyterMessage reply)
    {
        try
        {
            return reply.Text("value", "");
        }
        catch (FormatException)
        {
            return "";
        }
    }

    private async Task ServeAsync(Channel<(JupyterMessage Message, int Number)> queue, KernelChannel channel)
    {
        await foreach (var (message, number) in queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Publish("status", message, new JsonObject { ["execution_state"] = "busy" });
            JsonObject? reply;
            try
            {
                reply = await AnswerAsync(message, number).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                reply = Failure(problem.GetType().Name, problem.Message, [problem.Message]);
            }

            if (reply is not null && message.Type.EndsWith(Request, StringComparison.Ordinal))
            {
                sockets.Send(channel, format.Encode($"{message.Type[..^Request.Length]}_reply", message.Header, reply, message.Identities));
            }

            Publish("status", message, new JsonObject { ["execution_state"] = "idle" });
            if (message.Type == "shutdown_request")
            {
                Stop();
            }
        }
    }

    /// <summary>The content of the reply; null for messages that have none.</summary>
    private async Task<JsonObject?> AnswerAsync(JupyterMessage message, int number)
    {
        switch (message.Type)
        {
            case "execute_request":
                return await ExecuteAsync(message, number).ConfigureAwait(false);
            case "complete_request":
                return await CompleteAsync(message).ConfigureAwait(false);
            case "inspect_request":
                return await InspectAsync(message).ConfigureAwait(false);
            case "is_complete_request":
                return await CheckAsync(message).ConfigureAwait(false);
            case "kernel_info_request":
                return Describe();
            case "history_request":
                return Ok(("history", history.Find(message)));
            case "comm_info_request":
                return Ok(("comms", new JsonObject()));
            case "interrupt_request":
                Interrupt();
                return Ok();
            case "shutdown_request":
                return Ok(("restart", message.Flag("restart", false)));
            case "comm_open":
                Publish("comm_close", message, new JsonObject { ["comm_id"] = message.Text("comm_id"), ["data"] = new JsonObject() });
                return null;
            case "debug_request":
                return Failure("NotSupported", "This kernel has no debugger.", []);
            default:
                return null; // of a later protocol, or none
        }
    }

    private async Task<JsonObject> ExecuteAsync(JupyterMessage message, int number)
    {
        if (number <= Volatile.Read(ref abortedUpTo))
        {
            return new JsonObject { ["status"] = "aborted", ["execution_count"] = executions };
        }

        var request = ExecuteRequest.Read(message);
        var count = request.StoresHistory ? ++executions : executions;
        var id = ++requests;
        if (!request.IsSilent)
        {
            heard[id] = message;
            heard.TryRemove(id - MostHeard, out _);
            Publish("execute_input", message, new JsonObject { ["code"] = request.Code, ["execution_count"] = count });
        }

        WorkerEvent ended;
        try
        {
            ended = await session.AskAsync(new SessionRequest(SessionRequestKind.Execute, id, request.Code)
            {
                Place = request.StoresHistory ? $"cell {count}" : "a cell without number",
                AllowsInput = request.AllowsInput,
                Expressions = request.Expressions,
            }).ConfigureAwait(false);
        }
        catch (SessionEndedException problem)
        {
            ended = new WorkerEvent(WorkerEventKind.Ended, id)
            {
                Error = new CellError("SessionEnded", problem.Message, request.StoresHistory ? $"cell {count}" : "", 0, "", []),
            };
        }

        isReading = false;
        if (request.StoresHistory)
        {
            history.Add(count, request.Code, ended.Forms?.TryGetValue("text/plain", out var text) == true ? text : null);
        }

        return ended.Error is { } error ? Fail(message, request, count, error) : Finish(message, request, count, ended);
    }

    private JsonObject Finish(JupyterMessage message, ExecuteRequest request, int count, WorkerEvent ended)
    {
        if (ended.Forms is { } forms && !request.IsSilent)
        {
            Remember(message, forms);
            Publish("execute_result", message, new JsonObject
            {
                ["execution_count"] = count,
                ["data"] = MimeJson.Write(forms),
                ["metadata"] = new JsonObject(),
            });
        }

        var expressions = new JsonObject((ended.Expressions ?? new Dictionary<string, ExpressionValue>()).Select(one => KeyValuePair.Create(
            one.Key,
            (JsonNode?)(one.Value.Error is { } error
                ? Failure(error)
                : Ok(("data", MimeJson.Write(one.Value.Forms)), ("metadata", new JsonObject()))))));
        return Ok(("execution_count", count), ("payload", new JsonArray()), ("user_expressions", expressions));
    }

    private JsonObject Fail(JupyterMessage message, ExecuteRequest request, int count, CellError error)
    {
        if (!request.IsSilent)
        {
            var published = Failure(error);
            published.Remove("status");
            Publish("error", message, published);
        }

        if (request.StopsOnError && error.Name != CellError.Interrupted)
        {
            Volatile.Write(ref abortedUpTo, Volatile.Read(ref received));
        }

        var reply = Failure(error);
        reply["execution_count"] = count;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = new JsonObject();
        return reply;
    }

    private async Task<JsonObject> CompleteAsync(JupyterMessage message)
    {
        var code = message.Text("code");
        var answer = await AskAsync(SessionRequestKind.Complete, code, message.Number("cursor_pos", int.MaxValue)).ConfigureAwait(false);
        if (answer.Error is { } error)
        {
            return Failure(error);
        }

        var completion = answer.Completion!;
        var (start, end) = (CodePoints.FromUtf16(code, completion.Start), CodePoints.FromUtf16(code, completion.End));
        var types = completion.Items.Select(item => (JsonNode)new JsonObject
        {
            ["start"] = start,
            ["end"] = end,
            ["text"] = item.Text,
            ["type"] = item.Kind,
            ["signature"] = item.Documentation.Split('\n')[0],
            ["documentation"] = item.Documentation,
        });
        return Ok(
            ("matches", new JsonArray([.. completion.Items.Select(item => (JsonNode)item.Text)])),
            ("cursor_start", start),
            ("cursor_end", end),
            ("metadata", new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) }));
    }

    private async Task<JsonObject> InspectAsync(JupyterMessage message)
    {
        var answer = await AskAsync(SessionRequestKind.Inspect, message.Text("code"), message.Number("cursor_pos", int.MaxValue)).ConfigureAwait(false);
        return answer.Error is { } error ? Failure(error)
            : Ok(("found", answer.Forms is not null), ("data", MimeJson.Write(answer.Forms)), ("metadata", new JsonObject()));
    }

    private async Task<JsonObject> CheckAsync(JupyterMessage message)
    {
        var answer = await AskAsync(SessionRequestKind.Check, message.Text("code"), 0).ConfigureAwait(false);
        return answer.Completeness switch
        {
            null => new JsonObject { ["status"] = "unknown" },
            { Kind: CellCompletenessKind.Incomplete } open => new JsonObject { ["status"] = "incomplete", ["indent"] = open.Indent },
            { Kind: var kind } => new JsonObject { ["status"] = kind == CellCompletenessKind.Complete ? "complete" : "invalid" },
        };
    }

    /// <summary>Asks about a text at a place in code points.</summary>
    private async Task<WorkerEvent> AskAsync(SessionRequestKind kind, string code, int place) => await session.AskAsync(
        new SessionRequest(kind, ++requests, code) { Position = CodePoints.ToUtf16(code, place) }).ConfigureAwait(false);

    /// <summary>Hands on what a cell writes, shows or asks, under the request that it belongs to.</summary>
    private void Report(WorkerEvent report)
    {
        if (!heard.TryGetValue(report.Cell, out var message))
        {
            return;
        }

        switch (report.Kind)
        {
            case WorkerEventKind.Written:
                Publish("stream", message, new JsonObject { ["name"] = report.IsError ? "stderr" : "stdout", ["text"] = report.Text });
                break;
            case WorkerEventKind.Shown or WorkerEventKind.Updated:
                Remember(message, report.Forms);
                Publish(report.Kind == WorkerEventKind.Shown ? "display_data" : "update_display_data", message, new JsonObject
                {
                    ["data"] = MimeJson.Write(report.Forms),
                    ["metadata"] = new JsonObject(),
                    ["transient"] = new JsonObject { ["display_id"] = report.DisplayId },
                });
                break;
            case WorkerEventKind.Asked:
                isReading = true;
                var question = new JsonObject { ["prompt"] = report.Text, ["password"] = report.IsHidden };
                sockets.Send(KernelChannel.Stdin, format.Encode("input_request", message.Header, question, message.Identities));
                break;
            default:
                break;
        }
    }

    /// <summary>Keeps how an exercise came out, where a cell shows one.</summary>
    private void Remember(JupyterMessage message, IDictionary<string, string>? forms)
    {
        if (forms is null || !forms.TryGetValue(MimeBundle.ExerciseType, out var json))
        {
            return;
        }

        try
        {
            if (ExerciseRecord.Read(json) is { Id.Length: > 0 } exercise && ProgressFile.Default.Record([exercise], DateTimeOffset.UtcNow) is { } problem)
            {
                Publish("stream", message, new JsonObject { ["name"] = "stderr", ["text"] = problem + "\n" });
            }
        }
        catch (JsonException)
        {
            // A cell may show what it likes under this type; it is an exercise only where it reads as one.
        }
    }

    private void Publish(string type, JupyterMessage? cause, JsonObject content) =>
        sockets.Send(KernelChannel.Iopub, format.Encode(type, cause?.Header, content, [System.Text.Encoding.ASCII.GetBytes(type)]));

    private static JsonObject Ok(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var reply = new JsonObject { ["status"] = "ok" };
        foreach (var (name, value) in fields)
        {
            reply[name] = value;
        }

        return reply;
    }

    private static JsonObject Failure(CellError error) => Failure(error.Name, error.Message, error.ToString().Split('\n'));

    private static JsonObject Failure(string name, string message, IEnumerable<string> traceback) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
    };

    private static JsonObject Describe()
    {
        var version = typeof(KernelServer).Assembly.GetName().Version!.ToString(3);
        return Ok(
            ("protocol_version", WireFormat.ProtocolVersion),
            ("implementation", "llm-course-csharp"),
            ("implementation_version", version),
            ("banner", $"C# for the course on large language models, {version}, on .NET {Environment.Version}"),
            ("debugger", false),
            ("help_links", new JsonArray()),
            ("language_info", new JsonObject
            {
                ["name"] = "C#",
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".csx",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
                ["nbconvert_exporter"] = "script",
            }));
    }
}
