using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class PhrasebookTests
{
    [Fact]
    public void EveryWordHasOneTranslationInTrainingAndInTheTest()
    {
        var book = new Phrasebook(words: 10, sentence: 4, batchSize: 50);
        using var batch = book.Next();
        var pairs = new HashSet<(long, long)>();
        foreach (var (inputs, targets) in batch.Inputs.data<long>().ToArray().Chunk(book.Length).Zip(batch.Targets.data<long>().ToArray().Chunk(book.Length)))
        {
            Assert.Equal(10, inputs[4]);
            Assert.All(targets[..4], target => Assert.Equal(-100, target));
            pairs.UnionWith(inputs[..4].Zip(targets[4..]));
        }

        var (questions, answers) = book.Test(50, seed: 2);
        pairs.UnionWith(questions.data<long>().ToArray().Chunk(5).Zip(answers.data<long>().ToArray().Chunk(4)).SelectMany(row => row.First[..4].Zip(row.Second)));
        Assert.Equal(10, pairs.Count);
        Assert.Equal(10, pairs.Select(pair => pair.Item2).Distinct().Count());
    }

    [Fact]
    public void TheFirstWordIsTwiceAsFrequentAsTheSecond()
    {
        using var batch = new Phrasebook(words: 100, sentence: 8, batchSize: 2000).Next();
        var words = batch.Inputs.data<long>().ToArray().Chunk(16).SelectMany(row => row[..8]).CountBy(word => word).ToDictionary();
        Assert.InRange((double)words[0] / words[1], 1.8, 2.2);
    }

    [Fact]
    public void ALanguageOfOneWordIsRefused() =>
        Assert.Contains("at least 2 words", Assert.Throws<ArgumentException>(() => new Phrasebook(1, 4, 8)).Message, StringComparison.Ordinal);
}
