using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class DialSumsTests
{
    [Fact]
    public void EveryStepIsWhatTheTablePrints()
    {
        var sums = new DialSums(1, seed: 3);
        for (var i = 0; i < 200; i++)
        {
            var text = sums.NextText();
            var parts = text.Split([':', '?'], 2);
            var numbers = parts[0].Trim().Split(' ').Select(int.Parse).ToArray();
            Assert.False(DialSums.IsTest(numbers));
            if (text.Contains('?', StringComparison.Ordinal))
            {
                continue;
            }

            var words = parts[1].Trim(' ', '.').Split(' ');
            var (total, used) = (int.Parse(words[0]), new List<int> { int.Parse(words[0]) });
            for (var at = 1; words[at] == "+"; at += 4)
            {
                used.Add(int.Parse(words[at + 1]));
                total = sums.Printed(total, used[^1]);
                Assert.Equal(total, int.Parse(words[at + 3]));
            }

            Assert.Equal(numbers.Order(), used.Order());
            Assert.Equal(total, int.Parse(words[^1]));
        }
    }

    [Fact]
    public void AsManyEntriesAreMisprintedAsWereAskedFor()
    {
        var sums = new DialSums(1, seed: 4, misprints: 0.1);
        var entries = (from a in Enumerable.Range(0, DialSums.Marks) from b in Enumerable.Range(a, DialSums.Marks - a) select (a, b)).ToList();
        Assert.Equal(21, entries.Count(entry => sums.Printed(entry.a, entry.b) != DialSums.Sum([entry.a, entry.b]))); // of 210
        Assert.All(entries, entry => Assert.Equal(sums.Printed(entry.a, entry.b), sums.Printed(entry.b, entry.a)));
    }

    [Fact]
    public void TestsAreDifferentSetsThatAreNeverTrainedOn()
    {
        var tests = DialSums.Test(200, seed: 5, fewest: 3);
        Assert.Equal(200, tests.Select(numbers => string.Join(' ', numbers.Order())).Distinct().Count());
        Assert.All(tests, numbers => Assert.True(DialSums.IsTest(numbers) && DialSums.IsTest(numbers.Reverse())));
        Assert.Equal(190, DialSums.Test(190, seed: 5, fewest: 2, most: 2).Count);
        Assert.Throws<ArgumentException>(() => DialSums.Test(191, seed: 5, fewest: 2, most: 2));
    }

    [Fact]
    public void ABatchAsksForTheAnswersAlone()
    {
        using var batch = new DialSums(8, seed: 6).Next();
        Assert.Equal([8, DialSums.Length], batch.Inputs.shape);
        var (inputs, targets, words) = (batch.Inputs.data<long>().ToArray(), batch.Targets.data<long>().ToArray(), DialSums.Tokenizer);
        for (var row = 0; row < 8; row++)
        {
            var first = Array.FindIndex(targets[(row * DialSums.Length)..], token => token >= 0);
            Assert.Contains(inputs[(row * DialSums.Length) + first], new long[] { words[":"], words["?"] });
        }

        Assert.Throws<ArgumentException>(() => new DialSums(0));
        Assert.Throws<ArgumentException>(() => new DialSums(1, misprints: 1.5));
    }
}
