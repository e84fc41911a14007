using System.Diagnostics;
using System.Globalization;

namespace LlmCourse.Runtime;

/// <summary>Writes files so that an interruption at any moment leaves either the old file or the whole new one.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to the disk, and moves it over the target. On any failure the
    /// temporary file is removed and the target is as it was. What a killed process has left of the same file is removed too.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written: read-only folder, full disk; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            RemoveLeftovers(path);
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Remove(partial);
            throw new IOException($"{path} could not be written: {problem.Message} Free some space or choose a folder that you may write to; what was there before is unchanged.", problem);
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    /// <summary>Writes a text file, UTF-8 without byte order mark.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Finds out now whether the file could be written later, by writing an empty temporary file beside it.</summary>
    /// <exception cref="IOException">It could not; the message names the file.</exception>
    public static void EnsureWritable(string path)
    {
        path = Path.GetFullPath(path);
        var probe = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(probe, []);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {problem.Message} Choose a folder that you may write to.", problem);
        }
        finally
        {
            Remove(probe);
        }
    }

    private static void RemoveLeftovers(string path)
    {
        foreach (var partial in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.partial"))
        {
            if (int.TryParse(partial.AsSpan()[(path.Length + 1)..^".partial".Length], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && !IsRunning(process))
            {
                Remove(partial);
            }
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A file that could not be created need not be removed.
        }
    }
}
