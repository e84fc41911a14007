namespace LlmCourse.Data;

/// <summary>How far a download is.</summary>
/// <param name="Received">Bytes on the disk, those of an earlier attempt among them.</param>
/// <param name="Total">Bytes of the whole file.</param>
public readonly record struct DownloadProgress(long Received, long Total);
