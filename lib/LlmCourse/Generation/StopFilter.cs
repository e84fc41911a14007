namespace LlmCourse.Generation;

/// <summary>
/// Ends a stream of text before the first stop sequence, wherever the pieces of the stream were cut: text is held back while it may still
/// become a stop sequence, so that a stream never shows half of one.
/// </summary>
internal sealed class StopFilter(IReadOnlyList<string> stops)
{
    private string held = "";

    /// <summary>True once a stop sequence has been seen.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes new text and returns what is safe to show.</summary>
    public string Append(string text)
    {
        if (Stopped)
        {
            return "";
        }

        held += text;
        var found = FirstStop();
        var unsure = held.Length - stops.Select(LongestStartAtEnd).DefaultIfEmpty(0).Max(); // a stop may have begun here
        return found is { } at && at <= unsure ? Stop(at) : Release(unsure);
    }

    /// <summary>Returns what is still held when no more text comes.</summary>
    public string Flush() => FirstStop() is { } at ? Stop(at) : Release(held.Length);

    private string Stop(int at)
    {
        Stopped = true;
        var text = held[..at];
        held = "";
        return text;
    }

    private string Release(int length)
    {
        var text = held[..length];
        held = held[length..];
        return text;
    }

    private int? FirstStop() => stops.Select(stop => held.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).Select(at => (int?)at).Min();

    /// <summary>Length of the longest start of the stop sequence that the held text ends with.</summary>
    private int LongestStartAtEnd(string stop)
    {
        var length = Math.Min(stop.Length - 1, held.Length);
        while (length > 0 && !held.EndsWith(stop[..length], StringComparison.Ordinal))
        {
            length--;
        }

        return length;
    }
}
