using System.Diagnostics;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Training;

public class KilledTrainingTests
{
    private const int Kills = 20;
    private const int MostSteps = 12; // between two kills
    private const int Steps = Kills * MostSteps; // not one of them can come too late

    private enum Moment
    {
        WhileStarting,
        BetweenSteps,
        WhileSaving,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // PPO
    public void ATrainingKilledTwentyTimesEndsWithTheBitsOfAnUnbrokenOne(bool reinforces)
    {
        using var folder = new TemporaryFolder();
        var (unbroken, startTime) = RunUnbroken(folder["unbroken.safetensors"], reinforces);
        var path = folder["broken.safetensors"];
        var random = new SeededRandom(20);
        var (progressed, halfWritten) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var moment = kill % 7 == 3 ? Moment.WhileStarting : kill % 2 == 0 ? Moment.WhileSaving : Moment.BetweenSteps;
            using var process = new TrainingProcess(path, Steps, reinforces: reinforces);
            WaitFor(moment, process, path, startTime, random);
            process.Kill();
            AssertSameSteps(unbroken, process);
            progressed += process.Steps.Count > 0 && !process.Steps.ContainsKey(Steps) ? 1 : 0;
            halfWritten += Directory.GetFiles(folder.Path, $"*.{process.Id}.partial").Length;
            if (File.Exists(path))
            {
                SafeTensors.Read(path).Tensors.Values.ToList().ForEach(tensor => tensor.Dispose()); // whole, whatever happened
            }
        }

        Assert.InRange(progressed, 15, Kills);
        Assert.InRange(halfWritten, 1, Kills); // otherwise no kill has hit a write, and this test has shown too little
        using var last = new TrainingProcess(path, Steps, reinforces: reinforces);
        Assert.Equal((0, ""), last.Finish());
        Assert.InRange(last.StartedFrom!.Value, 1, Steps - 1);
        AssertSameSteps(unbroken, last);
        AssertSameTensors(folder["unbroken.safetensors"], path);
        Assert.Equal(
            reinforces ? ["broken.safetensors", "unbroken.safetensors"] : ["broken.json", "broken.safetensors", "unbroken.json", "unbroken.safetensors"],
            Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFinishedTrainingHasNothingLeftToDo()
    {
        using var folder = new TemporaryFolder();
        var options = Recipe(folder["model.safetensors"]);
        Train(TestModels.Tiny, options);
        using var data = TrainerTests.Data(100);
        using var trainer = Trainer.StartOrResume(TestModels.Tiny, data, null, options);
        using var model = trainer.Model;
        Assert.Equal(options.Steps, trainer.Step);
        Assert.Empty(trainer.Run());
    }

    [Fact]
    public void ATrainingKilledBetweenItsTwoFilesWritesTheMissingOneWhenItGoesOn()
    {
        using var folder = new TemporaryFolder();
        var options = Recipe(folder["model.safetensors"]);
        Train(TestModels.Tiny, options);
        File.Delete(folder["model.json"]);
        Train(TestModels.Tiny, options);
        Assert.Equal(TestModels.Tiny, GptConfig.FromJson(File.ReadAllText(folder["model.json"])));
    }

    [Fact]
    public void ATrainingThatHasDivergedIsSavedAndResumedLikeAnyOther()
    {
        using var folder = new TemporaryFolder();
        using var data = TrainerTests.Data(100);
        var options = Recipe(folder["model.safetensors"]) with { Steps = 4, LearningRate = 1e30, WarmupSteps = 0, EvaluateEvery = 1, CheckpointEvery = 1 };
        for (var part = 0; part < 2; part++)
        {
            using var trainer = Trainer.StartOrResume(TestModels.Tiny, data, data, options);
            using var model = trainer.Model;
            Assert.Equal(double.NaN, trainer.Run().Take(2).Last().ValidationLoss);
        }

        using var checkpoint = Checkpoint.Open(options.CheckpointPath!);
        Assert.Equal((4, 4), (checkpoint.TrainerState!.Step, checkpoint.TrainerState.EvaluationsSinceBest));
        Assert.Null(checkpoint.TrainerState.BestValidationLoss);
    }

    [Fact]
    public void WeightsMayNotTakeTheNameOfTheirConfig()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        var problem = Assert.Throws<ArgumentException>(() => Checkpoint.Save(folder["model.json"], model));
        Assert.Equal($"{folder["model.json"]} is where the config would lie, beside the weights; choose a name that ends in .safetensors for them.", problem.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void ACheckpointOfAnotherConfigIsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = Recipe(folder["model.safetensors"]);
        Train(TestModels.Tiny, options);
        var before = File.ReadAllBytes(options.CheckpointPath!);
        var problem = Assert.Throws<ArgumentException>(() => Train(TestModels.Tiny with { Layers = 3 }, options));
        Assert.Equal(
            $"{options.CheckpointPath} belongs to another training (its Layers is 2, the one given 3); delete it to start anew, or choose another CheckpointPath.",
            problem.Message);
        Assert.Equal(before, File.ReadAllBytes(options.CheckpointPath!));
    }

    [Fact]
    public void AModelAloneIsNoTrainingToGoOnWith()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        Checkpoint.Save(folder["model.safetensors"], model);
        var problem = Assert.Throws<ArgumentException>(() => Train(TestModels.Tiny, Recipe(folder["model.safetensors"])));
        Assert.Equal(
            $"{folder["model.safetensors"]} holds a model but no training; choose another CheckpointPath, or load it with Checkpoint.LoadModel.",
            problem.Message);
    }

    [SkippableFact]
    public void AReadOnlyFolderIsToldInOneSentence()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no read-only folders of this kind.");
        Skip.If(Environment.IsPrivilegedProcess, "Root may write anywhere.");
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        if (!OperatingSystem.IsWindows()) // said again for the compiler
        {
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var path = folder["model.safetensors"];
            var problem = Assert.Throws<IOException>(() => Checkpoint.Save(path, model));
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Assert.Equal(
                $"{path} could not be written: Access to the path '{path}.{Environment.ProcessId}.partial' is denied. Free some space or choose a folder that you may write to; what was there before is unchanged.",
                problem.Message);
            Assert.Empty(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void APathBelowAFileIsToldInOneSentence()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(TestModels.Tiny);
        File.WriteAllText(folder["file"], "kept");
        var path = Path.Combine(folder["file"], "model.safetensors");
        var problem = Assert.Throws<IOException>(() => Checkpoint.Save(path, model));
        Assert.Equal(
            $"{path} could not be written: {problem.InnerException!.Message} Free some space or choose a folder that you may write to; what was there before is unchanged.",
            problem.Message);
        Assert.Equal("kept", File.ReadAllText(folder["file"]));
    }

    /// <summary>Trains without a break; tells what each step reported, and how long the process took to begin.</summary>
    private static (Dictionary<int, string> Steps, TimeSpan StartTime) RunUnbroken(string path, bool reinforces)
    {
        using var process = new TrainingProcess(path, Steps, reinforces: reinforces);
        var clock = Stopwatch.StartNew();
        while (process.StartedFrom is null && process.Read())
        {
        }

        var startTime = clock.Elapsed;
        Assert.Equal((0, ""), process.Finish());
        Assert.Equal(Enumerable.Range(1, Steps), process.Steps.Keys.Order());
        return (process.Steps, startTime);
    }

    private static void WaitFor(Moment moment, TrainingProcess process, string path, TimeSpan startTime, SeededRandom random)
    {
        process.Allow(MostSteps - 1); // and the first
        if (moment == Moment.WhileStarting)
        {
            Thread.Sleep(startTime * random.NextDouble());
            return;
        }

        var steps = 1 + random.NextInt32(MostSteps / 2);
        while (process.Steps.Count < steps && process.Read())
        {
        }

        if (moment == Moment.WhileSaving)
        {
            var partial = $"{path}.{process.Id}.partial";
            SpinWait.SpinUntil(() => File.Exists(partial), TimeSpan.FromSeconds(1));
        }
        else
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(20 * random.NextDouble()));
        }
    }

    private static void AssertSameSteps(Dictionary<int, string> unbroken, TrainingProcess process)
    {
        foreach (var (step, losses) in process.Steps)
        {
            Assert.Equal((step, unbroken[step]), (step, losses));
        }
    }

    /// <summary>Weights, moments and random state: every tensor of both files, byte by byte.</summary>
    private static void AssertSameTensors(string first, string second)
    {
        var (ours, _) = SafeTensors.Read(first);
        var (theirs, _) = SafeTensors.Read(second);
        Assert.Equal(ours.Keys.Order(), theirs.Keys.Order());
        foreach (var (name, tensor) in ours)
        {
            Assert.True(tensor.bytes.SequenceEqual(theirs[name].bytes), $"{name} differs.");
            tensor.Dispose();
            theirs[name].Dispose();
        }
    }

    private static TrainingOptions Recipe(string path) => new() { Steps = 2, BatchSize = 2, CheckpointPath = path };

    private static void Train(GptConfig config, TrainingOptions options)
    {
        using var data = TrainerTests.Data(100);
        using var trainer = Trainer.StartOrResume(config, data, null, options);
        using var model = trainer.Model;
        foreach (var _ in trainer.Run())
        {
        }
    }
}
