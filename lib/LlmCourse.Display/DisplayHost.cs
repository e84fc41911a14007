using LlmCourse.Display.Hosts;

namespace LlmCourse.Display;

/// <summary>
/// Finds where things are shown: the course's own engine when it installed itself, else .NET Interactive when its kernel
/// runs this cell, else the console. Nothing here is referenced at compile time, so that every host can load the library.
/// </summary>
public static class DisplayHost
{
    private static readonly ConsoleHost Console = new();
    private static readonly InteractiveHost Interactive = new();
    private static long lastId;

    /// <summary>The host that the course's engine installed; null in every other program.</summary>
    public static IDisplayHost? Current { get; set; }

    /// <summary>Set when the reader asked the running cell to stop.</summary>
    public static CancellationToken Cancellation => Resolve().Cancellation;

    /// <summary>Shows a value and returns the id under which <see cref="Update"/> can replace it.</summary>
    public static string Show(IShowable value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var displayId = $"llmcourse-{Interlocked.Increment(ref lastId)}";
        Resolve().Show(value.ToMimeBundle(), displayId);
        return displayId;
    }

    /// <summary>Replaces what was shown under the id.</summary>
    public static void Update(IShowable value, string displayId)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrEmpty(displayId);
        Resolve().Update(value.ToMimeBundle(), displayId);
    }

    internal static IDisplayHost Resolve() => Current ?? (InteractiveHost.IsRunning ? Interactive : Console);
}
