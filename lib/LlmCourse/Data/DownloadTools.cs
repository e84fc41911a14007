namespace LlmCourse.Data;

/// <summary>What a download touches the world with, so that tests can make it fail.</summary>
/// <param name="Client">Asks the server.</param>
/// <param name="Open">Opens the file for a download, keeping what is in it.</param>
/// <param name="Patience">How long a server may say nothing.</param>
internal sealed record DownloadTools(HttpClient Client, Func<string, Stream> Open, TimeSpan Patience)
{
    /// <summary>Opens a file of which nobody else downloads at the same time; nothing is buffered, so that what came is on the disk.</summary>
    public static Stream OpenFile(string path) => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
