using System.Globalization;
using LlmCourse.Runtime;

namespace LlmCourse.Pipeline;

/// <summary>
/// A list of models, the best all-rounder first, in a CSV file that is replaced whole or not at all. A model with the same name, hash and seed takes its old row's place. (Chapter 16.)
/// </summary>
public sealed class Leaderboard
{
    private const string Header = "model,hash,seed,story_loss,answered,gold,with_steps,all_round";

    private readonly string path;

    /// <summary>Reads a list; an empty one where there is no file yet.</summary>
    /// <exception cref="InvalidDataException">The file is no leaderboard; the message names the line.</exception>
    public Leaderboard(string path)
    {
        this.path = path;
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [Header];
        if (lines.FirstOrDefault() != Header)
        {
            throw new InvalidDataException($"{path} is no leaderboard: its first line must be {Header}. Delete the file to begin a new list.");
        }

        Rows = Sorted(lines.Select((line, i) => (line, Number: i + 1)).Skip(1).Where(l => l.line.Length > 0).Select(l => Parse(l.line, l.Number)));
    }

    /// <summary>The models, the best all-rounder first.</summary>
    public IReadOnlyList<LeaderboardRow> Rows { get; private set; }

    /// <summary>Adds models and writes the file.</summary>
    /// <exception cref="ArgumentException">A name has a comma or a line break.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is unchanged.</exception>
    public void Add(params IReadOnlyList<LeaderboardRow> rows)
    {
        if (rows.Select(row => row.Model + row.Hash).FirstOrDefault(name => name.IndexOfAny([',', '\n', '\r']) >= 0) is { } wrong)
        {
            throw new ArgumentException($"A name on the leaderboard has neither commas nor line breaks, but '{wrong}' has.");
        }

        var all = Sorted(Rows.Concat(rows).Reverse().DistinctBy(row => (row.Model, row.Hash, row.Seed)));
        AtomicFile.WriteText(path, string.Join('\n', all.Select(Line).Prepend(Header)) + "\n");
        Rows = all;
    }

    private static LeaderboardRow[] Sorted(IEnumerable<LeaderboardRow> rows) =>
        [.. rows.OrderByDescending(row => row.AllRound).ThenBy(row => row.StoryLoss).ThenBy(row => row.Model, StringComparer.Ordinal)]; // who has no number comes last

    private static string Line(LeaderboardRow row) => string.Create(
        CultureInfo.InvariantCulture, $"{row.Model},{row.Hash},{row.Seed},{row.StoryLoss:R},{row.Answered:R},{row.Gold:R},{row.WithSteps:R},{row.AllRound:R}");

    private LeaderboardRow Parse(string line, int number)
    {
        var cells = line.Split(',');
        var values = cells.Skip(3).Select(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (double?)null).ToArray();
        return cells.Length == 8 && int.TryParse(cells[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) && values.All(value => value is not null)
            ? new LeaderboardRow(cells[0], cells[1], seed, values[0]!.Value, values[1]!.Value, values[2]!.Value, values[3]!.Value, values[4]!.Value)
            : throw new InvalidDataException($"{path}, line {number}: '{line}' is no row of a leaderboard; its columns are {Header}.");
    }
}
