using System.Net;

namespace LlmCourse.Kernel.Serving;

/// <summary>Where a server listens, whom it lets in, and how much patience it has.</summary>
internal sealed record ServerOptions
{
    /// <summary>The environment variable that holds the key.</summary>
    public const string KeyVariable = "COURSE_SERVE_KEY";

    /// <summary>The address.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes one that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The key that clients need; none when null.</summary>
    public string? Key { get; init; }

    /// <summary>Bytes of a body.</summary>
    public int MostBody { get; init; } = 1 << 20;

    /// <summary>Connections at the same time.</summary>
    public int MostConnections { get; init; } = 512;

    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a body may take.</summary>
    public TimeSpan BodyTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection that does nothing is kept.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long answers that are being written may take once the server is to end.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Refuses to let others in without a key.</summary>
    /// <exception cref="UsageException">Others could reach the address, and there is no key.</exception>
    public void RequireKey()
    {
        if (!IPAddress.IsLoopback(Host) && Key is null)
        {
            throw new UsageException($"At {Host} others can reach the server; give it a key in the environment variable {KeyVariable}, or with --api-key.");
        }
    }
}
