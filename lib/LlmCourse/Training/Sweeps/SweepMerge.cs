namespace LlmCourse.Training.Sweeps;

/// <summary>Reads the parts of a sweep, and refuses what would not make a whole.</summary>
internal static class SweepMerge
{
    /// <summary>All rows of all parts, in the plan's order.</summary>
    public static IReadOnlyList<SweepRow> Read(SweepPlan plan, IReadOnlyList<SweepRun> runs, SweepTable table, IReadOnlyList<string> folders)
    {
        var parts = Describe(plan, folders);
        RequireWhole(parts);
        return [.. parts.SelectMany(part => ReadPart(part.Folder, plan, part.Shard, runs, table)).OrderBy(row => row.Run.Index)];
    }

    private static List<(string Folder, SweepShard Shard)> Describe(SweepPlan plan, IReadOnlyList<string> folders)
    {
        var parts = new List<(string, SweepShard)>();
        foreach (var folder in folders)
        {
            var (there, shard) = SweepFolder.Describe(folder);
            SweepFolder.RequireSame(folder, there, plan);
            parts.Add((folder, shard));
        }

        return parts.Count > 0 ? parts : throw new InvalidDataException("There are no parts to merge; name their folders.");
    }

    private static void RequireWhole(List<(string Folder, SweepShard Shard)> parts)
    {
        var (firstFolder, (_, count)) = parts[0];
        if (parts.FirstOrDefault(part => part.Shard.Count != count) is { Folder: not null } other)
        {
            throw new InvalidDataException($"{firstFolder} is one of {count} parts, but {other.Folder} one of {other.Shard.Count}: they overlap, or leave something out. Merge parts of one division.");
        }

        if (parts.GroupBy(part => part.Shard).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"Part {twice.Key} is there twice: {string.Join(" and ", twice.Select(part => part.Folder))}. Name it once.");
        }

        var missing = Enumerable.Range(1, count).Except(parts.Select(part => part.Shard.Index)).Select(index => new SweepShard(index, count).ToString()).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException($"{(missing.Count == 1 ? "A part is" : "Parts are")} missing: {string.Join(", ", missing)}. Run {(missing.Count == 1 ? "it" : "them")} with --shard, and merge again.");
        }
    }

    private static List<SweepRow> ReadPart(string path, SweepPlan plan, SweepShard shard, IReadOnlyList<SweepRun> runs, SweepTable table)
    {
        using var folder = new SweepFolder(path, plan, shard, runs, table);
        var wanted = runs.Count(shard.Holds);
        return folder.Finished.Count == wanted
            ? [.. folder.Finished.Values]
            : throw new InvalidDataException($"Part {shard} in {path} is not finished: it has {folder.Finished.Count} of {wanted} trainings. Run it again with --shard {shard}, and merge then.");
    }
}
