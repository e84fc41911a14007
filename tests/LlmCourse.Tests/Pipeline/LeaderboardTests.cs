using LlmCourse.Pipeline;
using Xunit;

namespace LlmCourse.Tests.Pipeline;

public class LeaderboardTests
{
    private static LeaderboardRow Row(string model, double allRound, string hash = "aaaa", int seed = 42) => new(model, hash, seed, 1, 0.5, 2, allRound / 2, allRound);

    [Fact]
    public void TheBestComesFirstAndTheFileRemembersIt()
    {
        using var folder = new TemporaryFolder();
        var list = new Leaderboard(folder["list.csv"]);
        Assert.Empty(list.Rows);
        list.Add(Row("low", 0.1), Row("high", 1.0 / 3), Row("unknown", double.NaN));
        Assert.Equal(["high", "low", "unknown"], list.Rows.Select(row => row.Model));
        Assert.Equal(list.Rows, new Leaderboard(folder["list.csv"]).Rows);
    }

    [Fact]
    public void ARunThatComesAgainTakesItsOldPlace()
    {
        using var folder = new TemporaryFolder();
        var list = new Leaderboard(folder["list.csv"]);
        list.Add(Row("mine", 0.1));
        list.Add(Row("mine", 0.2), Row("mine", 0.3, seed: 43), Row("mine", 0.4, hash: "bbbb"));
        Assert.Equal([0.4, 0.3, 0.2], list.Rows.Select(row => row.AllRound));
    }

    [Fact]
    public void BadInputIsNamed()
    {
        using var folder = new TemporaryFolder();
        var list = new Leaderboard(folder["list.csv"]);
        Assert.Throws<ArgumentException>(() => list.Add(Row("a,b", 1)));
        Assert.False(File.Exists(folder["list.csv"]));
        list.Add(Row("good", 1));
        File.AppendAllText(folder["list.csv"], "bad,row\n");
        Assert.Contains("line 3", Assert.Throws<InvalidDataException>(() => new Leaderboard(folder["list.csv"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["list.csv"], "something else\n");
        Assert.Throws<InvalidDataException>(() => new Leaderboard(folder["list.csv"]));
    }
}
