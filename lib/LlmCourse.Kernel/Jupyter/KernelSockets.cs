using NetMQ;
using NetMQ.Sockets;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>
/// The kernel's sockets. One thread owns all but the heartbeat, and sends in the order of <see cref="Send"/>; the heartbeat has a
/// thread of its own, so that it beats whatever else happens.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private const int MostWaiting = 20_000; // messages to a front end that does not read; further ones are lost to it

    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Dictionary<KernelChannel, NetMQSocket> sockets = [];
    private readonly NetMQQueue<(KernelChannel Channel, List<byte[]> Frames)> outgoing = [];
    private readonly NetMQPoller poller = [];
    private readonly NetMQPoller heartbeat = [];
    private readonly ResponseSocket heart = new();

    /// <summary>Binds the sockets of a connection; what comes is handed on by <paramref name="received"/>, on the sockets' thread.</summary>
    /// <exception cref="UsageException">A port is taken.</exception>
    public KernelSockets(ConnectionFile connection, Action<KernelChannel, IReadOnlyList<byte[]>> received)
    {
        var publisher = new PublisherSocket();
        publisher.Options.SendHighWatermark = MostWaiting;
        Bind(publisher, KernelChannel.Iopub, connection, connection.IopubPort);
        foreach (var (channel, port) in new[]
        {
            (KernelChannel.Shell, connection.ShellPort),
            (KernelChannel.Control, connection.ControlPort),
            (KernelChannel.Stdin, connection.StdinPort),
        })
        {
            var router = new RouterSocket();
            router.Options.RouterHandover = true; // a front end that comes back has the identity that it had
            Bind(router, channel, connection, port);
            router.ReceiveReady += (_, ready) => Receive(ready.Socket, channel, received);
            poller.Add(router);
        }

        outgoing.ReceiveReady += (_, _) => SendAll();
        poller.Add(outgoing);
        Bind(heart, connection, connection.HbPort);
        heart.ReceiveReady += (_, ready) => ready.Socket.SendMultipartMessage(ready.Socket.ReceiveMultipartMessage());
        heartbeat.Add(heart);
    }

    /// <summary>Starts to listen.</summary>
    public void Start()
    {
        poller.RunAsync("sockets", true);
        heartbeat.RunAsync("heartbeat", true);
    }

    /// <summary>Sends a message after all that was sent before; may be called from any thread.</summary>
    public void Send(KernelChannel channel, List<byte[]> frames) => outgoing.Enqueue((channel, frames));

    /// <summary>Sends what still waits, and closes the sockets.</summary>
    public void Dispose()
    {
        Stop(poller);
        Stop(heartbeat);
        SendAll();
        poller.Dispose();
        heartbeat.Dispose();
        outgoing.Dispose();
        heart.Dispose();
        foreach (var socket in sockets.Values)
        {
            socket.Options.Linger = Linger;
            socket.Dispose();
        }

        NetMQConfig.Cleanup(block: true);
    }

    private static void Stop(NetMQPoller poller)
    {
        if (poller.IsRunning)
        {
            poller.Stop();
        }
    }

    private static void Receive(NetMQSocket socket, KernelChannel channel, Action<KernelChannel, IReadOnlyList<byte[]>> received)
    {
        List<byte[]> frames = [];
        while (socket.TryReceiveMultipartBytes(TimeSpan.Zero, ref frames!))
        {
            received(channel, [.. frames]);
        }
    }

    private void Bind(NetMQSocket socket, KernelChannel channel, ConnectionFile connection, int port)
    {
        sockets[channel] = socket;
        Bind(socket, connection, port);
    }

    private static void Bind(NetMQSocket socket, ConnectionFile connection, int port)
    {
        try
        {
            socket.Bind(connection.Address(port));
        }
        catch (NetMQException problem)
        {
            throw new UsageException($"The kernel cannot listen at {connection.Address(port)}: {problem.Message} Another program may use the port; start the kernel again, so that Jupyter chooses others.");
        }
    }

    private void SendAll()
    {
        while (outgoing.TryDequeue(out var message, TimeSpan.Zero))
        {
            sockets[message.Channel].TrySendMultipartBytes(TimeSpan.Zero, message.Frames);
        }
    }
}
