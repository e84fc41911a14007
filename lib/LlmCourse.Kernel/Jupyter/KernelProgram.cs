using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>The kernel as a process: listens to signals, and ends when the program that started it is gone.</summary>
internal static class KernelProgram
{
    private const string ParentVariable = "JPY_PARENT_PID";

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>Serves a connection until the end.</summary>
    public static async Task RunAsync(ConnectionFile connection)
    {
        using var server = new KernelServer(connection);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            server.Stop();
        });
        _ = StopWithParentAsync(server);
        await server.RunAsync().ConfigureAwait(false);
    }

    /// <summary>A Jupyter that was killed shuts no kernel down. (On Windows the variable holds a handle instead of an id.)</summary>
    private static async Task StopWithParentAsync(KernelServer server)
    {
        if (OperatingSystem.IsWindows()
            || !int.TryParse(Environment.GetEnvironmentVariable(ParentVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || id <= 1)
        {
            return;
        }

        try
        {
            using var parent = Process.GetProcessById(id);
            while (!parent.HasExited)
            {
                await Task.Delay(Glance).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // It is gone already.
        }

        server.Stop();
    }
}
