using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace LlmCourse.Data;

/// <summary>
/// Downloads one file: into a partial file first, which a later attempt continues, and to its place only when whole and its checksum right.
/// </summary>
internal sealed class DatasetDownload(DatasetEntry entry, string folder, DownloadTools tools, IProgress<DownloadProgress>? progress)
{
    private readonly string partial = Path.Combine(folder, entry.File + ".partial");

    private string Host => entry.Url!.Host;

    private string OfflineAdvice =>
        $"Run 'course data get {entry.Name}' again when there is a network, or put {entry.File} into a folder and set {DatasetStore.MirrorVariable} to it.";

    /// <summary>Downloads what is missing and returns the path of the file.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        var target = Path.Combine(folder, entry.File);
        try
        {
            string sha256;
            await using (var file = OpenPartial())
            {
                if (file.Length != entry.Bytes)
                {
                    await FetchAsync(file, cancellation);
                }

                file.Position = 0;
                sha256 = DatasetStore.Sha256Of(file);
            }

            if (!sha256.Equals(entry.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                File.Delete(partial);
                throw new DatasetException(
                    $"What {entry.Url} sends has the SHA-256 {sha256}, but {entry.Name} has {entry.Sha256}; it was changed on its way or at its source, and was not kept. "
                    + $"Try again later, or put the right {entry.File} into a folder and set {DatasetStore.MirrorVariable} to it.");
            }

            File.Move(partial, target, overwrite: true);
            return target;
        }
        catch (Exception problem) when (problem is IOException and not DatasetException or UnauthorizedAccessException)
        {
            throw DiskFault.IsFull(problem)
                ? new DatasetException(
                    $"The disk of {folder} is full: {Count(KeptBytes())} of the {Count(entry.Bytes)} bytes of {entry.Name} came and are kept. "
                    + "Free some space, or set COURSE_DATA to a folder on another disk, and ask again.", problem)
                : new DatasetException(
                    $"{entry.Name} cannot be kept in {folder}: {problem.Message} Make the folder writable, or set COURSE_DATA to another one.", problem);
        }
    }

    private static string Count(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);

    private Stream OpenPartial()
    {
        Directory.CreateDirectory(folder);
        return tools.Open(partial);
    }

    /// <summary>Asks for the bytes that are missing, and for all of them if the server cannot give a part.</summary>
    private async Task FetchAsync(Stream file, CancellationToken cancellation)
    {
        file.SetLength(file.Length < entry.Bytes ? file.Length : 0);
        using var response = await AskAsync(file.Length, cancellation);
        var continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!continues && file.Length > 0)
        {
            file.SetLength(0);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                await FetchAsync(file, cancellation); // it has no such part: from the beginning, then
                return;
            }
        }

        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            throw new DatasetException($"{entry.Url} answers {(int)response.StatusCode} ({response.ReasonPhrase}) instead of {entry.Name}. {OfflineAdvice}");
        }

        await CopyAsync(response, file, cancellation);
    }

    private async Task<HttpResponseMessage> AskAsync(long from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, entry.Url);
        request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
        try
        {
            return await WithPatience(token => tools.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation);
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutException)
        {
            throw new DatasetException($"{entry.Name} could not be downloaded, because {Host} cannot be reached ({problem.Message.TrimEnd('.')}). {OfflineAdvice}", problem);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Stream file, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 16];
        file.Seek(0, SeekOrigin.End);
        progress?.Report(new DownloadProgress(file.Length, entry.Bytes));
        while (await ReadAsync(body, buffer, file.Length, cancellation) is var read and > 0)
        {
            if (file.Length + read > entry.Bytes)
            {
                file.SetLength(0);
                throw new DatasetException($"{entry.Url} sends more than the {Count(entry.Bytes)} bytes of {entry.Name}, so it is another file; nothing was kept. {OfflineAdvice}");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            progress?.Report(new DownloadProgress(file.Length, entry.Bytes));
        }

        if (file.Length < entry.Bytes)
        {
            throw Interrupted(file.Length, "the server closed the connection", null);
        }
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, long received, CancellationToken cancellation)
    {
        try
        {
            return await WithPatience(token => body.ReadAsync(buffer, token).AsTask(), cancellation);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException or TimeoutException)
        {
            throw Interrupted(received, problem.Message.TrimEnd('.'), problem);
        }
    }

    private DatasetException Interrupted(long received, string reason, Exception? problem) => new(
        $"The download of {entry.Name} stopped after {Count(received)} of {Count(entry.Bytes)} bytes ({reason}). "
        + $"What came is kept: run 'course data get {entry.Name}' to go on from there.", problem);

    /// <summary>Waits for the server, but not for ever.</summary>
    private async Task<T> WithPatience<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(tools.Patience);
        try
        {
            return await work(limit.Token);
        }
        catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer for {tools.Patience.TotalSeconds:0} seconds", problem);
        }
    }

    private long KeptBytes() => File.Exists(partial) ? new FileInfo(partial).Length : 0;
}
