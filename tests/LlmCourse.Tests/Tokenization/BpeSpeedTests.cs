using System.Diagnostics;
using LlmCourse.Tokenization;
using Xunit;
using Xunit.Abstractions;

namespace LlmCourse.Tests.Tokenization;

/// <summary>Run alone, and judged by processor time or by ratios, so that a busy machine changes nothing.</summary>
[CollectionDefinition(nameof(BpeSpeedTests), DisableParallelization = true)]
[Collection(nameof(BpeSpeedTests))]
public class BpeSpeedTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void FourThousandMergesOnShakespeareTakeHalfASecondOfOneCore()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read();
        var seconds = Enumerable.Range(0, 5).Select(_ =>
        {
            var before = Environment.CpuUsage.TotalTime;
            Assert.Equal(4096, BpeTrainer.Train(text, 256 + 4096).Merges.Count);
            return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }).ToArray();
        output.WriteLine($"4,096 merges: {string.Join(", ", seconds.Select(s => $"{s:F3} s"))}");
        Assert.InRange(seconds.Min(), 0, 0.5);
    }

    [SkippableFact]
    public void EncodingIsNoSlowerThanMicrosoftMLTokenizers()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read();
        var ours = BpeTrainer.Train(text, 256 + 4096);
        using var folder = new TemporaryFolder();
        var theirs = BpeTests.Theirs(ours, folder);
        var (ourTimes, theirTimes, coldTimes) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < 7; i++)
        {
            theirTimes.Add(Seconds(() => theirs.EncodeToIds(text)));
            ourTimes.Add(Seconds(() => ours.Encode(text)));
            var fresh = new BpeTokenizer([.. Enumerable.Range(0, ours.VocabularySize).Select(id => ours.TokenBytes(id).ToArray())], ours.Merges);
            coldTimes.Add(Seconds(() => fresh.Encode(text)));
        }

        var (our, their, cold) = (Median(ourTimes), Median(theirTimes), Median(coldTimes));
        output.WriteLine($"ours {our * 1000:F1} ms ({text.Length / our / 1e6:F0} MB/s), with an empty cache {cold * 1000:F1} ms, theirs {their * 1000:F1} ms");
        Assert.True(our < their, $"ours {our} s, theirs {their} s");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
