using LlmCourse.Display;

namespace LlmCourse.Kernel.Session;

/// <summary>Receives what a running cell writes and shows, while it runs. Calls may come from any thread.</summary>
public interface ICellOutput
{
    /// <summary>The cell wrote text to its standard output or, where <paramref name="isError"/> is set, to its standard error.</summary>
    public void Write(string text, bool isError);

    /// <summary>The cell showed something, under an id by which it can be updated.</summary>
    public void Show(MimeBundle bundle, string displayId);

    /// <summary>The cell replaced what was shown under the id, by this cell or an earlier one.</summary>
    public void Update(MimeBundle bundle, string displayId);

    /// <summary>The cell asks its reader for a line of text, and waits for it.</summary>
    /// <param name="prompt">What to ask; may be empty.</param>
    /// <param name="hidden">Whether the answer shall not be seen while it is typed.</param>
    /// <returns>The line without its end; null where there is nobody to ask.</returns>
    public string? ReadLine(string prompt, bool hidden);
}
