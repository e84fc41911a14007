using System.Collections.Concurrent;

namespace LlmCourse.Model.Distributed;

/// <summary>
/// What connects the simulated devices: a line from each to each, on which whole messages of bytes travel. It counts what passes.
/// </summary>
internal sealed class DeviceNetwork : IDisposable
{
    private readonly BlockingCollection<byte[]>[,] lines;
    private readonly long[,] bytes;

    /// <summary>Connects devices.</summary>
    public DeviceNetwork(int devices)
    {
        (lines, bytes) = (new BlockingCollection<byte[]>[devices, devices], new long[devices, devices]);
        for (var line = 0; line < devices * devices; line++)
        {
            lines[line / devices, line % devices] = [];
        }
    }

    /// <summary>Bytes that went from each device to each; a device's own go through no wire and do not count.</summary>
    public long[,] Bytes => bytes;

    /// <summary>Sends a message; it is copied, as a wire does.</summary>
    public void Send(int from, int to, ReadOnlySpan<byte> message)
    {
        if (from != to)
        {
            bytes[from, to] += message.Length; // only the sender's thread writes here
        }

        lines[from, to].Add(message.ToArray());
    }

    /// <summary>Waits for the next message on a line.</summary>
    /// <exception cref="OperationCanceledException">Another device has failed.</exception>
    public byte[] Receive(int from, int to, CancellationToken stop) => lines[from, to].Take(stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var line in lines)
        {
            line.Dispose();
        }
    }
}
