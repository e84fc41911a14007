using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>A kernel as Jupyter starts it: a process, with a connection file, in the notebook's folder.</summary>
public sealed class KernelProcess : IDisposable
{
    private readonly Process process;

    /// <param name="environment">Variables that the kernel finds beside this process's own.</param>
    public KernelProcess(params IEnumerable<(string Name, string Value)> environment)
    {
        Folder = Directory.CreateTempSubdirectory("course kernel ").FullName;
        var ports = FreePorts(5);
        Connection = new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["shell_port"] = ports[0],
            ["control_port"] = ports[1],
            ["stdin_port"] = ports[2],
            ["iopub_port"] = ports[3],
            ["hb_port"] = ports[4],
            ["signature_scheme"] = "hmac-sha256",
            ["key"] = "a0436f6c-1916-498b-8eb9-e81ab9368e84",
            ["kernel_name"] = "",
        };
        var file = Path.Combine(Folder, "connection.json");
        File.WriteAllText(file, Connection.ToJsonString());
        var (program, arguments) = OwnProgram.Command;
        var start = new ProcessStartInfo(program, [.. arguments, "kernel", "run", file]) { WorkingDirectory = Folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
    }

    public string Folder { get; }

    public JsonObject Connection { get; }

    public int Id => process.Id;

    public string Address(string port) => $"tcp://127.0.0.1:{(int)Connection[port]!}";

    public bool WaitForExit() => process.WaitForExit(TimeSpan.FromSeconds(30));

    public int ExitCode => process.ExitCode;

    /// <summary>Sends a signal as a terminal or a front end does.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
