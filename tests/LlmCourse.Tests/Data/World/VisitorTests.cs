using LlmCourse.Data;
using LlmCourse.Data.World;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data.World;

public class VisitorTests
{
    private const int Rows = 8;
    private const int Length = 24;

    private static readonly SyntheticWorld Town = new(WorldOptions.Town);

    [Fact]
    public void NobodyInTownHasAVisitorsName()
    {
        var (random, names) = (new SeededRandom(3), Town.People.Select(person => person.Name).ToHashSet());
        var visitors = Enumerable.Range(0, 300).Select(_ => Town.Visitor(random)).ToList();
        Assert.DoesNotContain(visitors, visitor => names.Contains(visitor.Name));
        Assert.True(visitors.Select(visitor => visitor.Name).Distinct().Count() > 200);
    }

    [Fact]
    public void WhatIsSaidOfAVisitorIsSaidTwice()
    {
        var random = new SeededRandom(3);
        foreach (var _ in Enumerable.Range(0, 50))
        {
            var parts = VisitorBatches.News(Town, random).Split(" They talked about it: ");
            Assert.Equal(2, parts.Length);
            var (told, again) = (WordsOf(parts[0]), WordsOf(parts[1]));
            Assert.Empty(again.Except([.. told, .. WorldWords.FunctionWords, .. WorldWords.AnswerWords])); // other words, and no other values
        }

        static HashSet<string> WordsOf(string text) => [.. text.Split(' ', ':', '.', ',').Where(word => word.Length > 0)];
    }

    [Fact]
    public void ThereIsOneVisitorOfEachFreeName()
    {
        var visitors = Town.Visitors(new SeededRandom(3));
        Assert.Equal(1600 - 80, visitors.Select(visitor => visitor.Name).Distinct().Count());
        Assert.Empty(visitors.Select(visitor => visitor.Name).Intersect(Town.People.Select(person => person.Name)));
        Assert.Equal(visitors, Town.Visitors(new SeededRandom(3)));
        Assert.NotEqual(visitors, Town.Visitors(new SeededRandom(4)));
    }

    [Fact]
    public void RowsAboutVisitorsStandBehindTheTextsOfTheTown()
    {
        using var data = new WorldData(Town, visitors: 0.25);
        using var batch = data.CreateBatches(Rows, Length, 3, SamplingMode.RandomOffsets).Next();
        Assert.Equal([(long)Rows, Length], batch.Inputs.shape);
        foreach (var row in Enumerable.Range(0, Rows))
        {
            var (read, asked) = (batch.Inputs[row].data<long>().ToArray(), batch.Targets[row].data<long>().ToArray());
            Assert.Equal(SyntheticWorld.Boundary, read[0]);
            Assert.Equal(read[1..], asked[..^1]);
        }

        Assert.All([6, 7], row => Assert.Equal(Town.Tokenizer["News"], batch.Inputs[row, 1].item<long>()));
    }

    [Fact]
    public void WithoutVisitorsTheTextsAreThoseOfTheTown()
    {
        using var data = new WorldData(Town);
        using var batch = data.CreateBatches(Rows, Length, 3, SamplingMode.RandomOffsets).Next();
        using var same = Town.TrainingBatches(Rows, Length, 3).Next();
        Assert.Equal(same.Inputs.data<long>().ToArray(), batch.Inputs.data<long>().ToArray());
    }
}
