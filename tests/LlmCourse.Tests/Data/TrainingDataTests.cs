using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Data.World;
using Xunit;

namespace LlmCourse.Tests.Data;

public class TrainingDataTests
{
    [Fact]
    public void ATextIsReadInCharactersAndKnowsNoEntropy()
    {
        using var data = Open("""{ "name": "harbour" }""");
        Assert.InRange(data.VocabularySize, 30, 100);
        Assert.Null(data.Entropy(8));
        Assert.Null(data.OracleLoss(8));
    }

    [Fact]
    public void AWorldKnowsItsEntropyAndIsMeasuredOnTheSameRowsEveryTime()
    {
        using var data = Open("""{ "name": "world", "preset": "village", "seed": 7, "people": 5, "validation_tokens": 100 }""");
        using var same = new SyntheticWorld(WorldOptions.Village with { Seed = 7, People = 5 }).ValidationSample(6, 16);
        Assert.Equal((same.OracleLoss, same.ExpectedLoss), (data.OracleLoss(16), data.Entropy(16)));
        for (var time = 0; time < 2; time++)
        {
            var batch = Assert.Single(data.ValidationBatches(16));
            using var expected = same.Batches().Single();
            Assert.Equal([6L, 16L], batch.Inputs.shape);
            Assert.True(expected.Targets.Equals(batch.Targets));
            batch.Dispose();
        }
    }

    [Fact]
    public void EqualSeedsGiveEqualBatchesInAllKinds()
    {
        foreach (var description in new[] { """{ "name": "harbour" }""", """{ "name": "world", "preset": "village" }""", """{ "name": "last-digits" }""" })
        {
            using var data = Open(description);
            var batches = new[] { 3, 3, 4 }.Select(seed => data.CreateBatches(2, 16, seed, SamplingMode.RandomOffsets).Next()).ToList();
            Assert.True(batches[0].Inputs.Equals(batches[1].Inputs));
            Assert.False(batches[0].Inputs.Equals(batches[2].Inputs));
            batches.ForEach(batch => batch.Dispose());
        }
    }

    [Theory]
    [InlineData("{}", "The data need a name, for instance \"data\": { \"name\": \"world\" }.")]
    [InlineData("""{ "name": 3 }""", "The data need a name, for instance \"data\": { \"name\": \"world\" }.")]
    [InlineData("""{ "name": "harbor" }""", "There are no data 'harbor'. Did you mean 'harbour'? There are: world, responses, last-digits, harbour, tinyshakespeare.")]
    [InlineData("""{ "name": "harbour", "seed": 3 }""", "There is no setting 'seed' in data. The settings are: name.")]
    [InlineData("""{ "name": "world", "preset": "city" }""", "There is no world 'city'. There are: scaling, town, village.")]
    [InlineData("""{ "name": "world", "people": 1 }""", "People (1) must be between 2, for friends, and ")]
    [InlineData("""{ "name": "world", "people": "many" }""", "The data cannot be read: ")]
    [InlineData("""{ "name": "world", "peple": 9 }""", "There is no setting 'peple' in data. Did you mean 'people'?")]
    [InlineData("""{ "name": "world", "validation_tokens": 0 }""", "validation_tokens (0) must be at least 1.")]
    [InlineData("""{ "name": "world", "visitors": 1 }""", "visitors (1) must be a share of the rows")]
    public void WhatCannotBeOpenedIsTold(string description, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Open(description)).Message, StringComparison.Ordinal);

    private static ITrainingData Open(string description) => TrainingData.Open(JsonNode.Parse(description)!.AsObject());
}
