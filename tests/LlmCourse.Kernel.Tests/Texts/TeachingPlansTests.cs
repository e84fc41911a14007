using System.Globalization;
using System.Text.RegularExpressions;
using LlmCourse.Display;
using Xunit;

namespace LlmCourse.Kernel.Tests.Texts;

/// <summary>The plans for instructors: their minutes add up, and what they name is there.</summary>
public partial class TeachingPlansTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(WrittenChapter.Folder, "teaching-plans.md"));
    private static readonly Dictionary<string, int> Minutes = WrittenChapter.All.Values.SelectMany(chapter => chapter.Exercises).ToDictionary(exercise => exercise.Id, exercise => exercise.Minutes);

    [Fact]
    public void EachExerciseIsThereAndTakesTheMinutesOfItsChapter()
    {
        var named = Lines.SelectMany(line => ExerciseId().Matches(line)).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Select(match => match.Groups["id"].Value).Except(Minutes.Keys));
        Assert.Empty(named.Where(match => match.Groups["minutes"].Success && Number(match.Groups["minutes"].Value) != Minutes[match.Groups["id"].Value]).Select(match => match.Value));
    }

    [Fact]
    public void ARowOfExercisesTakesTheirSum()
    {
        foreach (var (cells, line) in Rows().Where(row => row.Cells[2].StartsWith("Exercises: ", StringComparison.Ordinal)))
        {
            Assert.True(Number(cells[1]) == SumOfExercises(line), line);
        }

        foreach (var line in Lines.Where(line => line.StartsWith("At home: ", StringComparison.Ordinal)))
        {
            Assert.EndsWith($": {SumOfExercises(line)} minutes.", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EachPlanAddsUpToItsTotal()
    {
        var plans = Lines.Index().Where(line => Total().IsMatch(line.Item)).ToList();
        Assert.Equal(3, plans.Count(plan => plan.Item.StartsWith("## ", StringComparison.Ordinal)));
        foreach (var (at, heading) in plans)
        {
            var level = heading.IndexOf(' ', StringComparison.Ordinal);
            var part = Lines.Skip(at + 1).TakeWhile(line => !line.StartsWith('#') || line.IndexOf(' ', StringComparison.Ordinal) > level);
            Assert.True(Number(Total().Match(heading).Groups[1].Value) == part.Select(Cells).OfType<string[]>().Sum(cells => Number(cells[1])), heading);
        }
    }

    [Fact]
    public void EachRowBeginsWhereTheOneBeforeItEnds()
    {
        var now = 0;
        foreach (var line in Lines)
        {
            now = line.StartsWith("| from |", StringComparison.Ordinal) ? 0 : now;
            if (Cells(line) is { } cells)
            {
                Assert.True(cells[0] == $"{now / 60}:{now % 60:00}", line);
                now += Number(cells[1]);
            }
        }
    }

    [Fact]
    public void EveryLinkLeadsSomewhere()
    {
        var links = Lines.SelectMany(line => Link().Matches(line)).Select(match => match.Groups[1].Value).ToList();
        Assert.Empty(links.Where(link => link.Contains(".ipynb", StringComparison.Ordinal)).Select(WrittenChapter.Problem).OfType<string>());
        Assert.All(links.Where(link => !link.Contains(".ipynb", StringComparison.Ordinal)), link => Assert.True(File.Exists(Path.Combine(WrittenChapter.Folder, link)), link));
    }

    [Fact]
    public void EveryQuestionOfTheQuizIsThere()
    {
        var quiz = Quiz.Load(Path.Combine(TemporaryCourse.Repository, "datasets", "quiz.json"));
        Assert.All(Lines.SelectMany(line => QuizId().Matches(line)), match => Assert.NotNull(quiz[match.Groups[1].Value]));
    }

    [Fact]
    public void ThePageForInstructorsHasEveryChapterTwice()
    {
        var page = File.ReadAllLines(Path.Combine(WrittenChapter.Folder, "README.md"));
        Assert.All(WrittenChapter.Numbers, chapter => Assert.Single(page, line => line.StartsWith($"| {chapter} ", StringComparison.Ordinal)));
        Assert.All(WrittenChapter.Numbers, chapter => Assert.Single(page, line => line.StartsWith($"## {chapter} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void ThePageForInstructorsGivesEachChapterItsOwnMinutes()
    {
        var rows = File.ReadAllLines(Path.Combine(WrittenChapter.Folder, "README.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        Assert.All(WrittenChapter.All, chapter => Assert.Single(rows, row => row[1].StartsWith(chapter.Key, StringComparison.Ordinal) && row[2].StartsWith($"{chapter.Value.Notebook.Chapter?.Minutes} min", StringComparison.Ordinal)));
    }

    /// <summary>The last text of each chapter leads to the words and the sources.</summary>
    [Fact]
    public void EachChapterEndsWithTheWayToTheWordsAndTheSources() => Assert.All(WrittenChapter.All, chapter =>
        Assert.EndsWith("[glossary](glossary.md), all works in the [sources](bibliography.md).", chapter.Value.Notebook.Cells.Last(cell => cell.Kind == Kernel.Notebooks.CellKind.Markdown).Source, StringComparison.Ordinal));

    private static IEnumerable<(string[] Cells, string Line)> Rows() => Lines.Where(line => Cells(line) is not null).Select(line => (Cells(line)!, line));

    /// <summary>The four cells of a row that takes minutes; null for every other line.</summary>
    private static string[]? Cells(string line) =>
        line.StartsWith("| ", StringComparison.Ordinal) && line.Split('|', StringSplitOptions.TrimEntries)[1..^1] is { Length: 4 } cells && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _) ? cells : null;

    private static int SumOfExercises(string line) => ExerciseId().Matches(line).Sum(match => Minutes[match.Groups["id"].Value]);

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"`(?<id>\d\d-[a-z][a-z-]*)`(?: \((?<minutes>\d+) min\))?")]
    private static partial Regex ExerciseId();

    [GeneratedRegex(@"`(\d\d-\d+)`")]
    private static partial Regex QuizId();

    [GeneratedRegex(@"^##.*\(([\d,]+) minutes\)$")]
    private static partial Regex Total();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
