using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>The file in which Jupyter tells a kernel where to listen and with which key messages are signed.</summary>
internal sealed record ConnectionFile
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The transport; only tcp is spoken.</summary>
    public string Transport { get; init; } = "tcp";

    /// <summary>The address to listen at.</summary>
    [JsonRequired]
    public required string Ip { get; init; }

    /// <summary>The port of the shell channel.</summary>
    [JsonRequired]
    public required int ShellPort { get; init; }

    /// <summary>The port of the control channel.</summary>
    [JsonRequired]
    public required int ControlPort { get; init; }

    /// <summary>The port of the stdin channel.</summary>
    [JsonRequired]
    public required int StdinPort { get; init; }

    /// <summary>The port of the iopub channel.</summary>
    [JsonRequired]
    public required int IopubPort { get; init; }

    /// <summary>The port of the heartbeat.</summary>
    [JsonRequired]
    public required int HbPort { get; init; }

    /// <summary>How messages are signed; only hmac-sha256 is spoken.</summary>
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>The key that signatures are made with; without one, messages are not signed.</summary>
    public string Key { get; init; } = "";

    /// <summary>Reads the file, and refuses what would let strangers run code here.</summary>
    /// <param name="path">The file that Jupyter wrote.</param>
    /// <param name="allowRemote">Also listen at an address that other machines can reach.</param>
    /// <param name="allowUnsigned">Also listen to messages without signature.</param>
    /// <exception cref="UsageException">The file cannot be used; the message says why and what to do.</exception>
    public static ConnectionFile Read(string path, bool allowRemote = false, bool allowUnsigned = false)
    {
        ConnectionFile file;
        try
        {
            file = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllText(path), Options) ?? throw new JsonException("it is null");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"The connection file {path} cannot be used: {problem.Message} Jupyter writes this file and names it when it starts a kernel.");
        }

        var ports = new[] { file.ShellPort, file.ControlPort, file.StdinPort, file.IopubPort, file.HbPort };
        if (ports.Any(port => port is < 1 or > 65535) || ports.Distinct().Count() < ports.Length)
        {
            throw new UsageException($"{path} names the ports {string.Join(", ", ports)}; five different ones between 1 and 65535 are needed.");
        }

        if (file.Transport != "tcp")
        {
            throw new UsageException($"{path} asks for the transport '{file.Transport}', but this kernel speaks tcp only; start it with --transport=tcp.");
        }

        if (file.SignatureScheme != "hmac-sha256")
        {
            throw new UsageException($"{path} asks for signatures by '{file.SignatureScheme}', but this kernel knows hmac-sha256 only; set Session.signature_scheme to it.");
        }

        if (file.Key.Length == 0 && !allowUnsigned)
        {
            throw new UsageException($"{path} has no key, so that every program on this machine could run code here; let Jupyter make a key, or say --allow-unsigned.");
        }

        if (!file.IsLoopback && !allowRemote)
        {
            throw new UsageException($"{path} asks to listen at {file.Ip}, which other machines may reach, and whoever reaches a kernel can run code; use 127.0.0.1, or say --allow-remote.");
        }

        return file;
    }

    /// <summary>The address of a port as sockets want it.</summary>
    public string Address(int port) => $"tcp://{(Ip == "localhost" ? "127.0.0.1" : Ip)}:{port}";

    private bool IsLoopback => Ip == "localhost" || (IPAddress.TryParse(Ip, out var address) && IPAddress.IsLoopback(address));
}
