using System.Diagnostics;
using System.Globalization;

namespace LlmCourse.Runtime;

/// <summary>
/// How much some processors have worked since the machine started, by the counters that Linux keeps in /proc/stat (proc_stat(5)).
/// Two readings tell how busy they were in between.
/// </summary>
/// <param name="Processors">How many processors were counted.</param>
/// <param name="Busy">Clock ticks that they worked, all together.</param>
/// <param name="Total">Clock ticks that passed, all together.</param>
internal sealed record ProcessorTimes(int Processors, long Busy, long Total)
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>
    /// Watches the processors that this process may run on for a moment: how many there are, and how many of them, on average, worked for
    /// other programs. Null where the system does not tell.
    /// </summary>
    public static (int Processors, double BusyWithOthers)? Watch(TimeSpan duration)
    {
        if (Read() is not { } before)
        {
            return null;
        }

        var (ownBefore, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        Thread.Sleep(duration);
        var own = (Environment.CpuUsage.TotalTime - ownBefore) / Stopwatch.GetElapsedTime(started);
        return Read() is { } after && BusyBetween(before, after) is { } busy ? (after.Processors, Math.Max(0, busy - own)) : null;
    }

    /// <summary>Adds up the lines of /proc/stat that belong to the processors of a list like "0-3,8"; null when there are none.</summary>
    public static ProcessorTimes? Parse(IEnumerable<string> stat, string allowedList)
    {
        var allowed = ParseList(allowedList);
        var sum = new ProcessorTimes(0, 0, 0);
        foreach (var line in stat)
        {
            // cpu3 user nice system idle iowait irq softirq steal …; what follows is counted in user and nice already.
            var words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 5 && words[0].StartsWith("cpu", StringComparison.Ordinal)
                && int.TryParse(words[0].AsSpan(3), CultureInfo.InvariantCulture, out var processor) && allowed(processor))
            {
                var ticks = words[1..Math.Min(9, words.Length)].Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
                var idle = ticks[3] + (ticks.Length > 4 ? ticks[4] : 0);
                sum = new ProcessorTimes(sum.Processors + 1, sum.Busy + ticks.Sum() - idle, sum.Total + ticks.Sum());
            }
        }

        return sum.Processors > 0 ? sum : null;
    }

    /// <summary>How many processors worked on average between two readings; null when no time passed or the processors changed.</summary>
    public static double? BusyBetween(ProcessorTimes before, ProcessorTimes after) =>
        after.Processors == before.Processors && after.Total > before.Total
            ? Math.Clamp((double)(after.Busy - before.Busy) / (after.Total - before.Total), 0, 1) * after.Processors
            : null;

    private static ProcessorTimes? Read()
    {
        try
        {
            const string Allowed = "Cpus_allowed_list:";
            var list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Allowed, StringComparison.Ordinal))[Allowed.Length..];
            return Parse(File.ReadLines("/proc/stat"), list);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException or OverflowException)
        {
            return null; // another system, or one that hides or rewrites its counters
        }
    }

    private static Func<int, bool> ParseList(string list)
    {
        var ranges = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => range.Split('-'))
            .Select(ends => (First: int.Parse(ends[0], CultureInfo.InvariantCulture), Last: int.Parse(ends[^1], CultureInfo.InvariantCulture)))
            .ToArray();
        return processor => ranges.Any(range => processor >= range.First && processor <= range.Last);
    }
}
