using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Training.Sweeps;
using Xunit;

namespace LlmCourse.Tests.Training.Sweeps;

[Collection(nameof(TrainerTests))] // dropout draws from libtorch's one generator
public class SweepTests
{
    [Fact]
    public void TheNumberOfTrainingsSideBySideChangesNoByte()
    {
        using var folder = new TemporaryFolder();
        Sweep(folder["one"], parallel: 1);
        Sweep(folder["three"], parallel: 3);
        AssertSame(folder["one"], folder["three"]);
        Assert.Equal([".occupied", "curves.csv", "results.csv", "sweep.json"], SweepPlans.Files(folder["three"]));
    }

    [Fact]
    public void EveryTrainingHasARowAndACurve()
    {
        using var folder = new TemporaryFolder();
        var rows = Sweep(folder["sweep"], parallel: 2);
        Assert.Equal(SweepPlans.Tiny.Expand(17).Select(run => run.Id), rows.Select(row => row.Id));
        Assert.Equal([3, 6, 9, 10], rows[0].Curve.Select(point => point.Step)); // ten steps, three evaluations and the end
        Assert.All(rows, row => Assert.Equal(row, row.Curve[^1] with { Curve = row.Curve }));
        var lines = File.ReadAllLines(folder["sweep/results.csv"]);
        Assert.Equal(
            "run,size,seed,budget_kind,budget,embedding_size,learning_rate,parameters,non_embedding_parameters,matrix_parameters,steps,tokens,flops_6nd,flops,loss,oracle_loss,entropy",
            lines[0]);
        Assert.StartsWith("wide_tokens-640_s43,wide,43,tokens,640,16,0.001,", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void NoModelOfTheWorldIsBetterThanOneWhoKnowsItsGrammar()
    {
        using var folder = new TemporaryFolder();
        var plan = SweepPlans.Tiny with { Data = new JsonObject { ["name"] = "world", ["preset"] = "village", ["validation_tokens"] = 512 }, Seeds = [42] };
        using var data = TrainingData.Open(plan.Data);
        using (var sweep = new Sweep(plan, data, folder["sweep"]))
        {
            Assert.All(sweep.Run(), row => Assert.True(row.Loss > row.OracleLoss && row.Entropy > 0));
        }

        using var again = new Sweep(plan, data, folder["sweep"]);
        Assert.Equal(4, again.Finished);
        Assert.Equal(data.Entropy(8), again.Run().First().Entropy);
    }

    [Fact]
    public void AStoppedSweepGoesOnToTheSameEnd()
    {
        using var folder = new TemporaryFolder();
        Sweep(folder["unbroken"]);
        for (var session = 0; session < 5; session++)
        {
            using var stop = new CancellationTokenSource();
            using var data = new StoppingData(SweepPlans.Data(), 7 + session, stop);
            using var sweep = new Sweep(SweepPlans.Tiny, data, folder["broken"]);
            Assert.ThrowsAny<OperationCanceledException>(() => sweep.Run(parallel: 2, cancellation: stop.Token).ToList());
        }

        Sweep(folder["broken"]);
        AssertSame(folder["unbroken"], folder["broken"]);
        Assert.Equal([".occupied", "curves.csv", "results.csv", "sweep.json"], SweepPlans.Files(folder["broken"]));
    }

    [Fact]
    public void WhoLeavesTheLoopStopsTheSweepAndFindsItAgain()
    {
        using var folder = new TemporaryFolder();
        using var data = SweepPlans.Data();
        using (var sweep = new Sweep(SweepPlans.Tiny, data, folder["sweep"]))
        {
            Assert.Equal(2, sweep.Run().Take(2).Count());
        }

        using var again = new Sweep(SweepPlans.Tiny, data, folder["sweep"]);
        Assert.InRange(again.Finished, 2, 7);
    }

    [Fact]
    public void TheReaderIsToldHowFarItIsAndMayStopItThere()
    {
        using var data = SweepPlans.Data();
        using var sweep = new Sweep(SweepPlans.Tiny, data);
        var last = new List<SweepProgress>();
        Assert.Equal(8, sweep.Run(last.Add, parallel: 2).Count());
        Assert.Equal((8, 8, 1.0), (last[^1].RunsDone, last[^1].Runs, last[^1].Share));
        Assert.Equal(sweep.Runs.Sum(run => run.Tokens), last[^1].TokensDone);
        Assert.Throws<OperationCanceledException>(() => sweep.Run(_ => throw new OperationCanceledException()).ToList());
    }

    [Fact]
    public void ATrainingThatFailsEndsTheSweepWithItsOwnWords()
    {
        using var data = new StoppingData(SweepPlans.Data(), 9, null);
        using var sweep = new Sweep(SweepPlans.Tiny, data);
        Assert.Equal("Nine batches are enough.", Assert.Throws<InvalidOperationException>(() => sweep.Run(parallel: 2).ToList()).Message);
    }

    [Fact]
    public void ThreePartsMergedAreTheWholeByteForByte()
    {
        using var folder = new TemporaryFolder();
        Sweep(folder["whole"]);
        var parts = Parts(folder, SweepPlans.Tiny, 3);
        using var data = SweepPlans.Data();
        var rows = LlmCourse.Training.Sweeps.Sweep.Merge(SweepPlans.Tiny, data, [parts[2], parts[0], parts[1]], folder["merged"]);
        Assert.Equal(8, rows.Count);
        AssertSame(folder["whole"], folder["merged"]);
        Assert.Equal(File.ReadAllText(folder["whole/sweep.json"]), File.ReadAllText(folder["merged/sweep.json"]));
    }

    [Fact]
    public void WrongPartsAreRefusedInASentence()
    {
        using var folder = new TemporaryFolder();
        var (parts, halves) = (Parts(folder, SweepPlans.Tiny, 3), Parts(folder, SweepPlans.Tiny, 2));
        Refuses($"A part is missing: 2/3. Run it with --shard, and merge again.", parts[0], parts[2]);
        Refuses($"Part 1/3 is there twice: {parts[0]} and {parts[0]}. Name it once.", parts[0], parts[0], parts[2]);
        Refuses($"{parts[0]} is one of 3 parts, but {halves[1]} one of 2: they overlap, or leave something out. Merge parts of one division.", parts[0], halves[1]);
        Refuses($"{folder.Path} holds no sweep: there is no sweep.json in it.", folder.Path);
        var other = Parts(folder, SweepPlans.Tiny with { Seeds = [42] }, 4);
        Refuses($"{other[0]} belongs to another plan: seeds is [42] there and [42,43] here. Name another folder, or delete this one to start anew.", parts[0], other[0]);
        Edit(Path.Combine(parts[1], "results.csv"), text => text[..(text.TrimEnd().LastIndexOf('\n') + 1)]);
        Refuses($"Part 2/3 in {parts[1]} is not finished: it has 2 of 3 trainings. Run it again with --shard 2/3, and merge then.", parts);

        void Refuses(string sentence, params string[] given)
        {
            using var data = SweepPlans.Data();
            Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() =>
                LlmCourse.Training.Sweeps.Sweep.Merge(SweepPlans.Tiny, data, given, folder["merged"])).Message);
            Assert.False(Directory.Exists(folder["merged"]));
        }
    }

    [Fact]
    public void TheFolderOfAnotherPlanIsRefusedWithTheDifference()
    {
        using var folder = new TemporaryFolder();
        Sweep(folder["sweep"]);
        var before = File.ReadAllText(folder["sweep/results.csv"]);
        var changed = SweepPlan.FromJson(SweepPlans.TinyJson.Replace("0.003", "0.004", StringComparison.Ordinal).Replace("320", "480", StringComparison.Ordinal));
        Assert.Equal(
            $"{folder["sweep"]} belongs to another plan: training.learning_rate is 0.003 there and 0.004 here; budgets.tokens[0] is 320 there and 480 here. Name another folder, or delete this one to start anew.",
            Assert.Throws<InvalidDataException>(() => Open(changed, folder["sweep"])).Message);
        Assert.Equal(
            $"{folder["sweep"]} holds part 1/1 of this sweep, not part 1/2; name another folder.",
            Assert.Throws<InvalidDataException>(() => Open(SweepPlans.Tiny, folder["sweep"], new SweepShard(1, 2))).Message);
        Assert.Equal(before, File.ReadAllText(folder["sweep/results.csv"]));
    }

    [Fact]
    public void TwoSweepsDoNotShareAFolder()
    {
        using var folder = new TemporaryFolder();
        using var data = SweepPlans.Data();
        using var first = new Sweep(SweepPlans.Tiny, data, folder["sweep"]);
        Assert.StartsWith($"Another sweep works in {folder["sweep"]} (", Assert.Throws<IOException>(() => Open(SweepPlans.Tiny, folder["sweep"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",10,320,", ",11,320,", ", line 2: '1x8_tokens-320_s42,")]
    [InlineData("1x8_tokens-320_s43", "1x8_tokens-999_s43", ", line 3: '1x8_tokens-999_s43,")]
    [InlineData("run,size", "run;size", " is not a table of this sweep, or was cut off: ")]
    public void ARowThatWasChangedByHandIsTold(string right, string wrong, string message)
    {
        using var folder = new TemporaryFolder();
        Sweep(folder["sweep"]);
        Edit(folder["sweep/results.csv"], text => text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.StartsWith(
            folder["sweep/results.csv"] + message, Assert.Throws<InvalidDataException>(() => Open(SweepPlans.Tiny, folder["sweep"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DropoutDrawsFromOneGeneratorSoTrainingsGoOneAfterAnother()
    {
        using var data = SweepPlans.Data();
        var plan = SweepPlan.FromJson(SweepPlans.TinyJson.Replace("\"heads\": 2", "\"heads\": 2, \"dropout\": 0.1", StringComparison.Ordinal)) with { Seeds = [42] };
        using var sweep = new Sweep(plan, data);
        Assert.Equal(1, sweep.MostParallel);
        Assert.Equal(sweep.ToCsv(sweep.Run()), sweep.ToCsv(sweep.Run(parallel: 4)));
    }

    [Fact]
    public void ADivergedTrainingLeavesARowThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        var plan = SweepPlan.FromJson(SweepPlans.TinyJson.Replace("0.003", "1e30", StringComparison.Ordinal)) with { Seeds = [42] };
        using var data = SweepPlans.Data();
        using (var sweep = new Sweep(plan, data, folder["sweep"]))
        {
            Assert.Equal(double.NaN, sweep.Run().First().Loss);
        }

        using var again = new Sweep(plan, data, folder["sweep"]);
        Assert.Equal(double.NaN, again.Run().First().Loss);
    }

    private static List<SweepRow> Sweep(string folder, int parallel = 1, SweepPlan? plan = null, SweepShard? shard = null)
    {
        using var data = SweepPlans.Data();
        using var sweep = new Sweep(plan ?? SweepPlans.Tiny, data, folder, shard);
        return [.. sweep.Run(parallel: parallel)];
    }

    private static void Open(SweepPlan plan, string folder, SweepShard? shard = null)
    {
        using var data = SweepPlans.Data();
        using var sweep = new Sweep(plan, data, folder, shard);
    }

    private static string[] Parts(TemporaryFolder folder, SweepPlan plan, int count)
    {
        var folders = Enumerable.Range(1, count).Select(i => folder[$"part-{i}-of-{count}"]).ToArray();
        for (var i = 1; i <= count; i++)
        {
            Sweep(folders[i - 1], plan: plan, shard: new SweepShard(i, count));
        }

        return folders;
    }

    private static void Edit(string file, Func<string, string> change) => File.WriteAllText(file, change(File.ReadAllText(file)));

    private static void AssertSame(string first, string second) =>
        Assert.All(["results.csv", "curves.csv"], name => Assert.Equal(File.ReadAllText(Path.Combine(first, name)), File.ReadAllText(Path.Combine(second, name))));
}
