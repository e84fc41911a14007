using LlmCourse.Data.World;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;
using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Tests.Data.World;

public class ProbabilisticAutomatonTests
{
    private static readonly WordTokenizer Tokenizer = new(["\n", "a", "b", "c", "d"]);

    [Fact]
    public void AChoiceBetweenTwoWordsHasTheEntropyOfAFairCoin()
    {
        var coin = Build(InOrder(Say("a"), OneOf(Say("b"), Say("c"))));
        Assert.Equal(Math.Log(2), coin.DocumentEntropy, 12);
        Assert.Equal(3, coin.DocumentLength, 12); // a, b or c, line break
        Assert.Equal(Math.Log(2) / 3, coin.EntropyRate, 12);
    }

    [Fact]
    public void EntropyAndLengthAreThoseOfAllTextsCountedOneByOne()
    {
        // a (1/2), b c (1/8), b d d (3/8): the share of b is 1/2, and of its ends c has a quarter.
        var grammar = Build(OneOf((1, Say("a")), (1, InOrder(Say("b"), OneOf((1, Say("c")), (3, Say("d d")))))));
        double[] chances = [1 / 2.0, 1 / 8.0, 3 / 8.0];
        Assert.Equal(-chances.Sum(p => p * Math.Log(p)), grammar.DocumentEntropy, 12);
        Assert.Equal((2 / 2.0) + (3 / 8.0) + (4 * 3 / 8.0), grammar.DocumentLength, 12);
        Assert.Equal(Math.Log(3 / 8.0), grammar.LogProbability(Tokenizer.Encode("b d d\n")), 12);
    }

    [Fact]
    public void SharedBeginningsAreSaidBeforeTheChoice()
    {
        var factored = Build(InOrder(Say("a b"), OneOf((3, Say("c")), (1, Say("d")))));
        var whole = Build(OneOf((3, Say("a b c")), (1, Say("a b d"))));
        Assert.Equal(factored.DocumentEntropy, whole.DocumentEntropy, 12);
        Assert.Equal([0, 0, -Math.Log(0.75), 0], whole.Surprises(Tokenizer.Encode("a b c\n")));
    }

    [Fact]
    public void WhatIsLeftOutShowsInTheNextWord()
    {
        var grammar = Build(InOrder(Maybe(0.25, Say("a")), Maybe(0.5, Say("b")), Say("c")));
        Assert.Equal(Math.Log(0.25 * 0.5), grammar.LogProbability(Tokenizer.Encode("a c\n")), 12);
        Assert.Equal(Math.Log(0.75 * 0.5), grammar.LogProbability(Tokenizer.Encode("c\n")), 12);
    }

    [Fact]
    public void TwoWaysToSayTheSameAreRefused()
    {
        var problem = Assert.Throws<ArgumentException>(() => Build(OneOf(Say("a b"), InOrder(Say("a"), OneOf(Say("b"), Say("c"))))));
        Assert.Contains("'a b'", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Build(OneOf(Say("a"), Say("a"))));
        Assert.Throws<ArgumentException>(() => Build(InOrder(Maybe(0.5, Say("a")), Maybe(0.5, Say("a"))))); // which of them is left out?
    }

    [Fact]
    public void TheFirstWordTellsTheDomain()
    {
        var problem = Assert.Throws<ArgumentException>(() => ProbabilisticAutomaton.Build(
            Tokenizer, [(TextDomain.Story, 1, Say("a b")), (TextDomain.Ledger, 1, Say("a c"))]));
        Assert.Contains("'a'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheEntropyOfTheFirstTokensIsThatOfAllTheirTexts()
    {
        var grammar = Build(OneOf((1, Say("a")), (3, Say("b"))));
        var h = -(0.25 * Math.Log(0.25)) - (0.75 * Math.Log(0.75));
        Assert.Equal(0, grammar.EntropyOfFirst(0), 12);
        Assert.Equal(h, grammar.EntropyOfFirst(2), 12);     // a or b, line break
        Assert.Equal(2 * h, grammar.EntropyOfFirst(3), 12); // and the first word of the next document
    }

    [Fact]
    public void WhatTheGrammarCannotSayIsAnError()
    {
        var grammar = Build(InOrder(Say("a"), OneOf(Say("b"), Say("c"))));
        var problem = Assert.Throws<ArgumentException>(() => grammar.Surprises(Tokenizer.Encode("a b\na d\n")));
        Assert.Contains("'d' at position 4", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChoicesComeAsOftenAsTheirWeightsSay()
    {
        var grammar = Build(OneOf(Enumerable.Range(1, 4).Select(i => ((double)i, Say($"{"abcd"[i - 1]}")))));
        var (random, counts) = (new SeededRandom(1), new int[5]);
        for (var i = 0; i < 10_000; i++)
        {
            counts[grammar.Document(random).Single()]++;
        }

        for (var i = 1; i <= 4; i++)
        {
            var (expected, deviation) = (1000.0 * i, Math.Sqrt(1000 * i * (1 - (i / 10.0))));
            Assert.InRange(counts[i], expected - (4 * deviation), expected + (4 * deviation));
        }
    }

    [Fact]
    public void AWeightMustBePositive() => Assert.Throws<ArgumentException>(() => OneOf((0, Say("a")), (1, Say("b"))));

    private static ProbabilisticAutomaton Build(Phrase document) => ProbabilisticAutomaton.Build(Tokenizer, [(TextDomain.Story, 1, document)]);
}
