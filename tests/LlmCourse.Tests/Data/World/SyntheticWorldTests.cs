using LlmCourse.Data.World;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Data.World;

public class SyntheticWorldTests
{
    private static readonly SyntheticWorld Village = new(WorldOptions.Village);

    [Fact]
    public void TheEntropyRateIsTheMeanSurpriseOfALongSample()
    {
        var surprises = SurprisesOfDocuments(documents: 10_000); // about 300,000 tokens
        var rate = surprises.Sum(d => d.Sum) / surprises.Sum(d => d.Count);
        var perDocument = surprises.Sum(d => Math.Pow(d.Sum - (Village.Language.EntropyRate * d.Count), 2)) / surprises.Count;
        var standardError = Math.Sqrt(perDocument / surprises.Count) / Village.Language.DocumentLength;
        Assert.InRange(rate, Village.Language.EntropyRate - (3 * standardError), Village.Language.EntropyRate + (3 * standardError));
    }

    [Fact]
    public void NoStateOffersAWordTwiceAndItsChancesAddUpToOne()
    {
        foreach (var edges in Village.Language.EdgesByState)
        {
            Assert.Equal(edges.Count, edges.DistinctBy(edge => edge.Token).Count());
            Assert.Equal(1, edges.Sum(edge => edge.Probability), 9);
        }
    }

    [Fact]
    public void AValidationRowCostsWhatTheEntropyOfItsFirstTokensSays()
    {
        using var sample = Village.ValidationSample(rows: 4000, length: 64);
        Assert.InRange(sample.StandardError, 0.0005, 0.005);
        Assert.InRange(Math.Abs(sample.OracleLoss - sample.ExpectedLoss) / sample.StandardError, 0, 3);
        Assert.Equal(4000L * 65, sample.Tokens.Length);
    }

    [Fact]
    public void ATrainedModelComesCloseToTheOracleButNotBelow()
    {
        using var sample = Village.ValidationSample(rows: 300, length: 32);
        var config = TestModels.Tiny with { VocabularySize = Village.Tokenizer.VocabularySize, ContextLength = 32, EmbeddingSize = 32 };
        using var model = config.CreateModel();
        var options = new TrainingOptions { Steps = 300, BatchSize = 16, LearningRate = 1e-2, WarmupSteps = 20, WeightDecay = 0 };
        using var trainer = new Trainer(model, Village.TrainingBatches(16, 32), null, options);
        Assert.Equal(300, trainer.Run().Count());
        var loss = MeanLoss.Measure(model, sample.Batches());
        Assert.InRange(loss - sample.OracleLoss, 0, 1.5);
    }

    [Fact]
    public void TheSameSeedTellsTheSameAndTheStateGoesOnWithTheSame()
    {
        var (first, second) = (Village.TrainingBatches(2, 16, seed: 7), Village.TrainingBatches(2, 16, seed: 7));
        using var batch = first.Next();
        using var same = second.Next();
        Assert.Equal(batch.Inputs.data<long>().ToArray(), same.Inputs.data<long>().ToArray());
        var state = first.State;
        using var next = first.Next();
        first.State = state;
        using var again = first.Next();
        Assert.Equal(next.Targets.data<long>().ToArray(), again.Targets.data<long>().ToArray());
        Assert.NotEqual(batch.Targets.data<long>().ToArray(), next.Targets.data<long>().ToArray());
    }

    [Fact]
    public void RowsBeginAtABoundaryAndTargetsAreTheNextTokens()
    {
        using var batch = Village.TrainingBatches(3, 16).Next();
        var (inputs, targets) = (batch.Inputs.data<long>().ToArray(), batch.Targets.data<long>().ToArray());
        for (var i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(i % 16 == 0 ? SyntheticWorld.Boundary : targets[i - 1], inputs[i]);
        }
    }

    [Fact]
    public void TrainingAndValidationOfTheSameSeedDiffer()
    {
        using var batch = Village.TrainingBatches(4, 64, seed: 3).Next();
        using var sample = Village.ValidationSample(4, 64, seed: 3);
        var validation = sample.Batches().Single();
        Assert.NotEqual(batch.Inputs.data<long>().ToArray(), validation.Inputs.data<long>().ToArray());
        validation.Dispose();
    }

    [Fact]
    public void TextAndTokensAreTheSameThing()
    {
        foreach (var document in Village.Documents().Take(200))
        {
            Assert.Equal(document, Village.Tokenizer.Decode(Village.Tokenizer.Encode(document)));
            Assert.True(double.IsFinite(Village.Language.LogProbability(Village.Tokenizer.Encode(document + "\n"))));
        }
    }

    [Fact]
    public void EveryTokenCarriesTheDomainOfItsDocument()
    {
        var (row, labels) = (new int[5000], new TextDomain[5000]);
        Village.Language.Fill(new SeededRandom(1), row, labels);
        var expected = new Dictionary<string, TextDomain> { ["Market"] = TextDomain.Market, ["Recipe"] = TextDomain.Recipe, ["Ledger"] = TextDomain.Ledger };
        for (var (i, start) = (0, 0); i < row.Length; i++)
        {
            Assert.Equal(expected.GetValueOrDefault(Village.Tokenizer.Words[row[start]], TextDomain.Story), labels[i]);
            start = row[i] == SyntheticWorld.Boundary ? i + 1 : start;
        }
    }

    [Fact]
    public void TheSameOptionsMakeTheSamePeopleAndAnotherSeedOthers()
    {
        Assert.Equal(Village.People, new SyntheticWorld(WorldOptions.Village).People);
        Assert.NotEqual(Village.People, new SyntheticWorld(WorldOptions.Village with { Seed = 2 }).People);
        Assert.Equal(Village.People.Count, Village.People.Select(person => person.Name).Distinct().Count());
        Assert.DoesNotContain(Village.People, person => person.Friend == person.Rank);
    }

    [Fact]
    public void TheSmallestWorldHasALanguageToo()
    {
        var world = new SyntheticWorld(new WorldOptions { People = 2, Towns = 24, Dishes = 1, Ledgers = 0 });
        Assert.True(world.Language.EntropyRate > 0);
        Assert.DoesNotContain(world.Documents().Take(200), document => document.StartsWith("Ledger", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 4, 8)]
    [InlineData(2000, 4, 8)]
    [InlineData(40, 1, 8)]
    [InlineData(40, 4, 33)]
    public void ImpossibleSizesAreRefused(int people, int towns, int dishes) =>
        Assert.Throws<ArgumentException>(() => new SyntheticWorld(new WorldOptions { People = people, Towns = towns, Dishes = dishes }));

    private static List<(double Sum, int Count)> SurprisesOfDocuments(int documents)
    {
        var random = new SeededRandom(11);
        return [.. Enumerable.Range(0, documents).Select(_ =>
        {
            var surprises = Village.Language.Surprises([.. Village.Language.Document(random), SyntheticWorld.Boundary]);
            return (surprises.Sum(), surprises.Length);
        })];
    }
}
