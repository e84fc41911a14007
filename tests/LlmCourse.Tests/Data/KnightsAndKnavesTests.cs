using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class KnightsAndKnavesTests
{
    [Fact]
    public void SmullyansPuzzleHasItsSolution()
    {
        // "We are both knaves" cannot be said in these words; "Ben and I are of different kinds" makes Ben a knave, whoever speaks.
        var puzzle = new KnightsAndKnaves(["Ann", "Ben"], [new(KnightStatementKind.AreDifferent, 0, 1), new(KnightStatementKind.IsKnave, 0, 0)]);
        Assert.Equal(
            "On an island, knights always tell the truth and knaves always lie. Ann says: \"Ben and I are of different kinds.\" Ben says: \"Ann is a knave.\" "
            + "Who are the knights? Answer with their names in this order, with commas between them, or with nobody.", puzzle.Question);
        Assert.Equal([true, false], Assert.Single(puzzle.Solutions()));
        var solved = puzzle.Solve();
        Assert.Equal("Ann", solved.Answer);
        Assert.Equal(
            "Suppose the knights are nobody: Ben would be a knave who tells the truth. Suppose the knights are Ann: all of it fits.", solved.Reasoning);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void EveryPuzzleHasExactlyOneSolutionByTheWordsOfItsQuestion(int people)
    {
        foreach (var puzzle in KnightsAndKnaves.Test(40, seed: 5, people))
        {
            var solution = Assert.Single(puzzle.Solutions());
            Assert.Equal([solution], AllThatFit(puzzle.Question, people));
            var solved = puzzle.Solve();
            Assert.Equal(puzzle.Answer(solution), solved.Answer);
            Assert.EndsWith($"Suppose the knights are {solved.Answer}: all of it fits.", solved.Reasoning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TrainingAndTestShareNoPuzzleWhateverTheNames()
    {
        var (test, training) = (KnightsAndKnaves.Test(60, 1), KnightsAndKnaves.Examples(60, 1));
        Assert.All(test, puzzle => Assert.True(KnightsAndKnaves.IsTest(puzzle)));
        Assert.Empty(test.Select(Structure).Intersect(training.Select(Structure)));
        Assert.Equal(120, test.Concat(training).Select(puzzle => puzzle.Question).Distinct().Count());
    }

    [Fact]
    public void APuzzleWithoutOneSolutionIsNotAsked()
    {
        var open = new KnightsAndKnaves(["Ann", "Ben"], [new(KnightStatementKind.IsKnight, 1, 1), new(KnightStatementKind.IsKnight, 0, 0)]); // both or neither
        Assert.Equal(2, open.Solutions().Count);
        Assert.Contains("2 solutions", Assert.Throws<InvalidOperationException>(open.Solve).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new KnightsAndKnaves(["Ann"], [new(KnightStatementKind.IsKnight, 0, 0)]));
        Assert.Throws<ArgumentException>(() => new KnightsAndKnaves(["Ann", "Ben"], [new(KnightStatementKind.IsKnight, 0, 0)]));
        Assert.Throws<ArgumentException>(() => new KnightsAndKnaves(["Ann", "Ben"], [new(KnightStatementKind.IsKnight, 2, 2), new(KnightStatementKind.IsKnight, 0, 0)]));
        Assert.Throws<ArgumentException>(() => KnightsAndKnaves.Test(1, 1, people: 7));
    }

    [Fact]
    public void ThatNobodyIsAKnightCanBeTheAnswer()
    {
        var puzzle = new KnightsAndKnaves(["Ann", "Ben"], [new(KnightStatementKind.AreDifferent, 0, 1), new(KnightStatementKind.IsKnight, 0, 0)]);
        Assert.Equal("nobody", puzzle.Solve().Answer);
    }

    /// <summary>A question in which each person is called by the place in which they spoke.</summary>
    private static string Structure(KnightsAndKnaves puzzle) => Names(puzzle.Question).Index().Aggregate(puzzle.Question, (text, name) => text.Replace(name.Item, $"#{name.Index}", StringComparison.Ordinal));

    private static string[] Names(string question) => [.. question.Split(" says: ")[..^1].Select(part => part.Split(' ')[^1])];

    /// <summary>Reads the question as a person would, and tries all distributions anew.</summary>
    private static List<bool[]> AllThatFit(string question, int people)
    {
        var names = Names(question);
        var said = question.Split('"').Where((_, i) => i % 2 == 1).ToArray();
        Assert.Equal(people, names.Length);
        List<bool[]> fit = [];
        for (var bits = 0; bits < 1 << people; bits++)
        {
            var knights = Enumerable.Range(0, people).Select(i => (bits >> i & 1) == 1).ToArray();
            if (Enumerable.Range(0, people).All(speaker => IsTrue(said[speaker], speaker, names, knights) == knights[speaker]))
            {
                fit.Add(knights);
            }
        }

        return fit;
    }

    private static bool IsTrue(string sentence, int speaker, string[] names, bool[] knights)
    {
        bool Is(string name) => knights[name == "I" ? speaker : Array.IndexOf(names, name)];
        var words = sentence.TrimEnd('.').Split(' ');
        return words switch
        {
            [var one, "is", "a", var kind] => Is(one) == (kind == "knight"),
            [var one, "and", var other, "are", "of", "the", "same", "kind"] => Is(one) == Is(other),
            [var one, "and", var other, "are", "of", "different", "kinds"] => Is(one) != Is(other),
            _ => throw new ArgumentException(sentence),
        };
    }
}
