namespace LlmCourse.Kernel.Learning;

/// <summary>The exports of a class, put together.</summary>
public static class ClassProgress
{
    /// <summary>
    /// Reads all exports in a folder. Two files with the same learner in them are taken for two people, who are told apart by their files'
    /// names; a file that is no export is named in <c>Problems</c>.
    /// </summary>
    public static (IReadOnlyList<ProgressRow> Rows, IReadOnlyList<string> Problems) Collect(string folder)
    {
        var files = new List<(string Name, IReadOnlyList<ProgressRow> Rows)>();
        var problems = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(ProgressExport.Knows).Order(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                files.Add((Path.GetFileName(path), ProgressExport.Read(path)));
            }
            catch (Exception problem) when (problem is FormatException or IOException or UnauthorizedAccessException)
            {
                problems.Add(problem.Message);
            }
        }

        var twice = files.SelectMany(file => file.Rows.Select(row => row.Learner).Distinct()).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        return ([.. files.SelectMany(file => file.Rows.Select(row => twice.Contains(row.Learner) ? row with { Learner = $"{row.Learner} ({file.Name})" } : row))], problems);
    }
}
