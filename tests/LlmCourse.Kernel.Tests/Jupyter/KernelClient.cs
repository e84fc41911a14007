using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>A front end, written from the description of Jupyter's messaging protocol. Every message that it receives is checked against its schema.</summary>
public sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] key;
    private readonly string session = Guid.NewGuid().ToString();
    private readonly DealerSocket shell = new();
    private readonly DealerSocket control = new();
    private readonly DealerSocket stdin = new();
    private readonly SubscriberSocket iopub = new();
    private readonly RequestSocket heartbeat = new();

    public KernelClient(KernelProcess kernel)
    {
        key = Encoding.UTF8.GetBytes((string)kernel.Connection["key"]!);
        foreach (var (socket, port) in new (NetMQSocket, string)[]
        {
            (shell, "shell_port"), (control, "control_port"), (stdin, "stdin_port"), (iopub, "iopub_port"), (heartbeat, "hb_port"),
        })
        {
            socket.Options.Identity = Encoding.ASCII.GetBytes(session);
            socket.Options.Linger = TimeSpan.Zero;
            socket.Connect(kernel.Address(port));
        }

        iopub.SubscribeToAnyTopic();
        WaitUntilReady();
    }

    public DealerSocket Shell => shell;

    public DealerSocket Control => control;

    public DealerSocket Stdin => stdin;

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { shell, control, stdin, iopub, heartbeat })
        {
            socket.Dispose();
        }
    }

    /// <summary>Sends a request and returns its id.</summary>
    public string Send(DealerSocket socket, string type, JsonObject content)
    {
        var (id, frames) = Encode(type, content.ToJsonString());
        socket.SendMultipartBytes(frames);
        return id;
    }

    /// <summary>The frames of a message with this text as its content, rightly signed.</summary>
    public (string Id, List<byte[]> Frames) Encode(string type, string content, string? header = null)
    {
        var id = Guid.NewGuid().ToString();
        header ??= new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = session,
            ["username"] = "test",
            ["date"] = "2026-11-24T00:00:00.000000Z",
            ["msg_type"] = type,
            ["version"] = "5.3",
        }.ToJsonString();
        var parts = new[] { header, "{}", "{}", content }.Select(Encoding.UTF8.GetBytes).ToArray();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, parts.SelectMany(p => p).ToArray()));
        return (id, ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(signature), .. parts]);
    }

    public string SendExecute(string code, bool silent = false, bool history = true, bool stopOnError = true, bool allowStdin = false, JsonObject? expressions = null) =>
        Send(shell, "execute_request", new JsonObject
        {
            ["code"] = code,
            ["silent"] = silent,
            ["store_history"] = history,
            ["user_expressions"] = expressions ?? [],
            ["allow_stdin"] = allowStdin,
            ["stop_on_error"] = stopOnError,
        });

    /// <summary>Runs a cell to its end: its reply, and what was published for it between busy and idle.</summary>
    public (KernelMessage Reply, IReadOnlyList<KernelMessage> Published) Execute(string code, bool silent = false, bool history = true, JsonObject? expressions = null) =>
        Finish(SendExecute(code, silent, history, expressions: expressions));

    /// <summary>Asks on the shell channel, and returns the reply.</summary>
    public KernelMessage Ask(string type, JsonObject content) => Finish(Send(shell, type, content)).Reply;

    /// <summary>Waits for the reply to a shell request, and for its idle.</summary>
    public (KernelMessage Reply, IReadOnlyList<KernelMessage> Published) Finish(string id)
    {
        var reply = Receive(shell, id);
        return (reply, Published(id));
    }

    /// <summary>All that is published for a request, the busy first and the idle last.</summary>
    public IReadOnlyList<KernelMessage> Published(string id)
    {
        var all = new List<KernelMessage>();
        while (all.Count == 0 || all[^1].Type != "status" || all[^1].Text("execution_state") != "idle")
        {
            all.Add(Receive(iopub, id));
        }

        return all;
    }

    /// <summary>The next thing that is published for a request.</summary>
    public KernelMessage Next(string id) => Receive(iopub, id);

    /// <summary>Waits for a message that answers the request.</summary>
    public KernelMessage Receive(NetMQSocket socket, string id)
    {
        var until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until)
        {
            if (TryReceive(socket, TimeSpan.FromSeconds(1)) is { } message && message.ParentId == id)
            {
                return message;
            }
        }

        throw new TimeoutException($"Nothing came in answer to {id} within {Patience}.");
    }

    public KernelMessage? TryReceive(NetMQSocket socket, TimeSpan patience)
    {
        List<byte[]>? frames = null;
        if (!socket.TryReceiveMultipartBytes(patience, ref frames!))
        {
            return null;
        }

        var delimiter = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        var parts = frames.Skip(delimiter + 2).ToArray();
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, parts.SelectMany(p => p).ToArray())), Encoding.ASCII.GetString(frames[delimiter + 1]));
        var json = parts.Select(part => JsonNode.Parse(part)!.AsObject()).ToArray();
        var message = new KernelMessage(json[0], json[1], json[3]);
        MessageSchema.Check(message);
        return message;
    }

    /// <summary>Sends a heartbeat, and returns what comes back.</summary>
    public string? Beat(string text)
    {
        heartbeat.SendFrame(text);
        return heartbeat.TryReceiveFrameString(Patience, out var back) ? back : null;
    }

    /// <summary>A subscription takes a moment: asks until something is published too.</summary>
    private void WaitUntilReady()
    {
        for (var tries = 0; tries < 120; tries++)
        {
            var id = Send(shell, "kernel_info_request", []);
            Receive(shell, id);
            if (TryReceive(iopub, TimeSpan.FromMilliseconds(200)) is not null)
            {
                while (TryReceive(iopub, TimeSpan.FromMilliseconds(200)) is not null)
                {
                }

                return;
            }
        }

        throw new TimeoutException("The kernel published nothing.");
    }
}
