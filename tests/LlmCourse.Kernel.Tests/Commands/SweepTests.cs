using LlmCourse.Kernel.Commands;
using Xunit;

namespace LlmCourse.Kernel.Tests.Commands;

public sealed class SweepTests : IDisposable
{
    private const string Json = """
        {
          "data": { "name": "harbour" },
          "model": { "context_length": 64, "heads": 2, "layers": 1, "positions": "rotary" },
          "training": { "batch_size": 2, "warmup_steps": 1 },
          "sizes": [{ "model": { "embedding_size": 8 } }, { "model": { "embedding_size": 12 } }],
          "budgets": { "tokens": [256, 512] }
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("course-sweep-").FullName;
    private readonly string plan;

    public SweepTests() => File.WriteAllText(plan = Path.Combine(folder, "plan.json"), Json);

    private string Out => Path.Combine(folder, "out");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ASweepTellsEachTrainingAndEndsWithItsResults()
    {
        var (code, output, error) = await Invoke(plan, "--out", Out, "--parallel", "2");
        Assert.Equal((0, ""), (code, error));
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^✓ 1x12_tokens-512_s42: validation loss \d\.\d{4} after 512 tokens$", lines[3]);
        Assert.Equal(Path.Combine(Out, "results.csv"), lines[4]);
        Assert.Equal(5, File.ReadLines(lines[4]).Count());
        Assert.Equal((0, lines[4] + "\n", ""), await Invoke(plan, "--out", Out)); // there is nothing left to do
    }

    [Fact]
    public async Task ADryRunListsTheTrainingsAndTrainsNothing()
    {
        var (code, output, _) = await Invoke(plan, "--out", Out, "--dry-run");
        Assert.Equal(0, code);
        var lines = output.TrimEnd().Split('\n');
        Assert.Matches("^run +parameters +6ND's N +steps +tokens +6ND +FLOPs +memory$", lines[0]);
        Assert.Matches(@"^1x8_tokens-256_s42 +[\d,]+ +[\d,]+ +2 +256 +\d\.\d\de\d+ +\d\.\d\de\d+ +\d+ MB$", lines[1]);
        Assert.StartsWith("4 runs, 1,536 tokens, ", lines[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task PartsMergedEqualTheWhole()
    {
        await Invoke(plan, "--out", Out);
        var shared = Path.Combine(folder, "shared");
        Assert.Equal(0, (await Invoke(plan, "--out", shared, "--shard", "1/2")).Code);
        var (code, _, error) = await Invoke(plan, "--out", shared, "--merge");
        Assert.Equal((2, "A part is missing: 2/2. Run it with --shard, and merge again.\n"), (code, error));
        Assert.Equal(0, (await Invoke(plan, "--out", shared, "--shard", "2/2")).Code);
        Assert.Equal((0, $"4 runs of 2 parts:\n{shared}/results.csv\n", ""), await Invoke(plan, "--out", shared, "--merge"));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Out, "results.csv")), await File.ReadAllTextAsync(Path.Combine(shared, "results.csv")));
        string[] parts = [Path.Combine(shared, "shard-1-of-2"), Path.Combine(shared, "shard-2-of-2")];
        Assert.Equal(0, (await Invoke([plan, "--out", Path.Combine(folder, "named"), "--merge", .. parts])).Code);
    }

    [Fact]
    public void AStoppedSweepSaysThatItGoesOnFromHere()
    {
        using var error = new StringWriter();
        var code = SweepCommand.Run(new SweepRequest { Plan = plan, Out = Out, Parallel = 1 }, TextWriter.Null, error, new CancellationToken(canceled: true));
        Assert.Equal((130, "The sweep was stopped; 0 of 4 runs are finished, and the same command goes on from here.\n"), (code, error.ToString()));
    }

    [Fact]
    public async Task WhatCannotBeUsedIsToldInASentence()
    {
        await Refuses($"There is no plan {plan}x.\n", plan + "x");
        await Refuses("'2' is no part of a sweep; the second of three parts is 2/3, and the first number is never above the second.\n", plan, "--shard", "2");
        await Refuses("The number of trainings side by side (0) must be at least 1.\n", plan, "--out", Out, "--parallel", "0");
        await Refuses("--merge puts finished parts together; leave --shard and --dry-run out.\n", plan, "--out", Out, "--merge", "--dry-run");
        await Refuses($"There are no parts in {Out}; run them with --shard, or name their folders after --merge.\n", plan, "--out", Out, "--merge");
        await File.WriteAllTextAsync(plan, Json.Replace("batch_size", "batch_sise", StringComparison.Ordinal));
        var (code, _, error) = await Invoke(plan);
        Assert.Equal(2, code);
        Assert.StartsWith($"{plan}: There is no setting 'batch_sise' in training. Did you mean 'batch_size'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResultsOfAnotherPlanAreLeftAlone()
    {
        await Invoke(plan, "--out", Out);
        await File.WriteAllTextAsync(plan, Json.Replace("[256, 512]", "[256]", StringComparison.Ordinal));
        await Refuses(
            $"{Out} belongs to another plan: budgets.tokens is [256,512] there and [256] here. Name another folder, or delete this one to start anew.\n", plan, "--out", Out);
    }

    private static async Task Refuses(string sentence, params string[] words) => Assert.Equal((2, "", sentence), await Invoke(words));

    private static async Task<(int Code, string Output, string Error)> Invoke(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CourseCommand.InvokeAsync(["sweep", .. words], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
