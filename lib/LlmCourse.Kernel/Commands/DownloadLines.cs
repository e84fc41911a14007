using System.Globalization;
using LlmCourse.Data;

namespace LlmCourse.Kernel.Commands;

/// <summary>Says how far a download is: in one line of a terminal, rewritten; elsewhere in a line now and then.</summary>
internal sealed class DownloadLines(string name, TextWriter output, TimeSpan interval) : IProgress<DownloadProgress>
{
    private readonly Lock gate = new();
    private readonly bool rewrites = output == Console.Out && !Console.IsOutputRedirected;
    private DateTime lastLine = DateTime.MinValue;

    public void Report(DownloadProgress value)
    {
        lock (gate)
        {
            var now = DateTime.UtcNow;
            var isLast = value.Received == value.Total;
            if (!isLast && now - lastLine < (rewrites ? interval / 10 : interval))
            {
                return;
            }

            lastLine = now;
            var line = string.Create(
                CultureInfo.InvariantCulture, $"{name}: {value.Received / 1e6:0.0} of {value.Total / 1e6:0.0} MB ({(double)value.Received / Math.Max(1, value.Total):P0})");
            output.Write(rewrites ? $"\r{line}{(isLast ? "\n" : "")}" : $"{line}\n");
        }
    }
}
