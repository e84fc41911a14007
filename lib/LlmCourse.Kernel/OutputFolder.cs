namespace LlmCourse.Kernel;

/// <summary>The folder that a run writes into.</summary>
internal static class OutputFolder
{
    /// <summary>Creates the folder and makes sure that files can be written there.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    public static void MakeWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"The folder {folder} cannot be written: {problem.Message} Name another one with --out.");
        }
    }
}
