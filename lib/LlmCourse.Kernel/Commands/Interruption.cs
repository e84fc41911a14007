using System.Runtime.InteropServices;

namespace LlmCourse.Kernel.Commands;

/// <summary>Work that ends in good order when the reader presses Ctrl+C or the system asks the program to stop.</summary>
internal static class Interruption
{
    /// <summary>Does the work, and returns its exit code.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> work)
    {
        using var cancel = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancel.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await work(cancel.Token).ConfigureAwait(false);
    }
}
