using LlmCourse.Generation;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Generation;

public class StopFilterTests
{
    [Fact]
    public void HoweverTheTextIsCutItEndsBeforeTheFirstStopSequence()
    {
        var random = new SeededRandom(31);
        var stopped = 0;
        for (var trial = 0; trial < 5_000; trial++)
        {
            var text = Text(random, random.NextInt32(25)); // two letters only, so that starts and stops of all kinds meet
            var stops = Enumerable.Range(0, random.NextInt32(4)).Select(_ => Text(random, 1 + random.NextInt32(5))).ToArray();
            var first = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(text.Length).Min();
            AssertShows(text[..first], text, stops, random);
            stopped += first < text.Length ? 1 : 0;
        }

        Assert.InRange(stopped, 1_000, 4_000);
    }

    [Fact]
    public void AShortStopWaitsForALongOneThatBeganBefore()
    {
        var filter = new StopFilter(["abc", "b"]);
        Assert.Equal("x", filter.Append("xab"));
        Assert.False(filter.Stopped);
        Assert.Equal("", filter.Append("c"));
        Assert.True(filter.Stopped);
    }

    [Fact]
    public void WhatOnlyLookedLikeAStopIsShownInTheEnd()
    {
        var filter = new StopFilter(["###"]);
        Assert.Equal("a", filter.Append("a##"));
        Assert.Equal("##b", filter.Append("b#"));
        Assert.Equal("#", filter.Flush());
        Assert.False(filter.Stopped);
    }

    [Fact]
    public void AfterAStopNothingIsShown()
    {
        var filter = new StopFilter(["."]);
        Assert.Equal("end", filter.Append("end. And"));
        Assert.Equal("", filter.Append(" more"));
        Assert.Equal("", filter.Flush());
    }

    /// <summary>Cuts the text into random pieces: at no moment may more be shown than belongs to the result, nor may more be held than a stop could need.</summary>
    private static void AssertShows(string expected, string text, string[] stops, SeededRandom random)
    {
        var filter = new StopFilter(stops);
        var longest = stops.Select(stop => stop.Length).DefaultIfEmpty(1).Max();
        var shown = "";
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.NextInt32(6), text.Length - at); // an empty piece now and then
            shown += filter.Append(text.Substring(at, length));
            at += length;
            Assert.StartsWith(shown, expected, StringComparison.Ordinal);
            Assert.True(filter.Stopped || at - shown.Length < longest);
        }

        Assert.Equal((expected, expected != text), (shown + filter.Flush(), filter.Stopped));
    }

    private static string Text(SeededRandom random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "ab"[random.NextInt32(2)]));
}
