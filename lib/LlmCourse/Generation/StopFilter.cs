namespace LlmCourse.Generation;

/// <summary>Holds text back while it may still become a stop sequence, so that a stream never shows half of one.</summary>
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
        var cut = stops.Select(stop => held.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (cut >= 0)
        {
            Stopped = true;
            return Release(cut, drop: held.Length);
        }

        var safe = held.Length - stops.Select(LongestStartAtEnd).DefaultIfEmpty(0).Max();
        return Release(safe, drop: safe);
    }

    /// <summary>Returns what is still held when no more text comes.</summary>
    public string Flush() => Release(held.Length, drop: held.Length);

    private string Release(int length, int drop)
    {
        var text = held[..length];
        held = held[drop..];
        return text;
    }

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
