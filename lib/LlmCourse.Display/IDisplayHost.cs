namespace LlmCourse.Display;

/// <summary>Where things are shown: the course's own engine, a foreign notebook host, or the console.</summary>
public interface IDisplayHost
{
    /// <summary>Set when the reader asked the running cell to stop; long loops check it between steps.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Shows a bundle in the running cell, under an id by which it can be updated.</summary>
    public void Show(MimeBundle bundle, string displayId);

    /// <summary>Replaces what was shown under the id.</summary>
    public void Update(MimeBundle bundle, string displayId);
}
