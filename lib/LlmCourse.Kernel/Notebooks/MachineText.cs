using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>Finds, in text, what speaks of the machine and the moment: folders, measured times, rates and dates.</summary>
internal static partial class MachineText
{
    /// <summary>The text without folders, times, rates and dates; an ellipsis stands in their place.</summary>
    public static string Remove(string text)
    {
        text = RemoveFolders(text);
        text = Moment().Replace(text, "…");
        text = Clock().Replace(text, "…");
        text = Rate().Replace(text, "… ${unit}/s");
        return Duration().Replace(text, "… ${unit}");
    }

    /// <summary>The text with the last part of each absolute path only.</summary>
    public static string RemoveFolders(string text) => WindowsPath().Replace(UnixPath().Replace(text, "…/${last}"), "…/${last}");

    [GeneratedRegex(@"(?<![\w.:/~…<])/(?:home|Users|root|tmp|var|private|opt|mnt|media|usr|srv|work|workspaces?|builds?|Volumes|github)(?:/[\w.@+~ -]*?(?=/))*/(?<last>[\w.@+~-]+)/?")]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"(?<!\w)[A-Za-z]:\\(?:[\w.@+~ -]+\\)*(?<last>[\w.@+~-]+)")]
    private static partial Regex WindowsPath();

    /// <summary>2026-11-23, 2026-11-23T21:34:05.123Z, 2026-11-23 21:34.</summary>
    [GeneratedRegex(@"\b20\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?\b")]
    private static partial Regex Moment();

    /// <summary>00:00:12.3456 and 21:34:05.</summary>
    [GeneratedRegex(@"\b\d?\d:[0-5]\d:[0-5]\d(?:\.\d+)?\b")]
    private static partial Regex Clock();

    /// <summary>17,423 tokens/s, 174.2 GF/s, 39 GB/s.</summary>
    [GeneratedRegex(@"(?<![\w.-])\d[\d,.]*\d*[kMG]? ?(?<unit>[A-Za-z]+)/s\b")]
    private static partial Regex Rate();

    /// <summary>12.3 s, 350 ms, 7 µs, 3 seconds; minutes and hours are what authors write about the reader's time.</summary>
    [GeneratedRegex(@"(?<![\w.-])\d[\d,.]* ?(?<unit>s|ms|µs|μs|us|ns|seconds?|milliseconds?)\b(?![-/])")]
    private static partial Regex Duration();
}
