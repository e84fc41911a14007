using System.Globalization;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using LlmCourse.TrainingHost;
using TorchSharp;

// A training in a process of its own, so that a test can kill it: LlmCourse.TrainingHost CHECKPOINT STEPS.
// It tells where the natives came from, the step that it goes on from, and then each step with its loss, all digits of it.
// Or LlmCourse.TrainingHost ppo CHECKPOINT STEPS: the same with a policy that learns from a reward.
// Or LlmCourse.TrainingHost load FOLDER: it loads a pretrained model and tells the bytes that it held before, at most, and after.
// Or LlmCourse.TrainingHost sweep PLAN FOLDER PARALLEL: it sweeps on the course's own text.
try
{
    if (args is ["load", var folder])
    {
        PretrainedLoading.Measure(folder);
        return 0;
    }

    NativeRuntime.EnsureLoaded();
    if (args is ["throughput", var name, var way, var threads])
    {
        return Throughput.Run(name, way == "fast", int.Parse(threads, CultureInfo.InvariantCulture));
    }

    if (args is ["decoding", var shape, var workers])
    {
        return DecodingSpeed.Run(shape, int.Parse(workers, CultureInfo.InvariantCulture));
    }

    if (args is ["sweep", var plan, var results, var parallel])
    {
        Sweeping.Run(plan, results, int.Parse(parallel, CultureInfo.InvariantCulture));
        return 0;
    }

    torch.set_num_threads(1);
    Console.WriteLine($"natives {NativeRuntime.Folder}");
    if (args is ["ppo", var kept, var count])
    {
        Reinforcement.Run(kept, int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    }

    var random = new SeededRandom(5);
    using var data = TokenDataset.FromIds(Enumerable.Range(0, 2000).Select(_ => random.NextInt32(17)).ToArray(), 17);
    var (train, validation) = data.Split();
    var config = new GptConfig
    {
        VocabularySize = 17,
        ContextLength = 8,
        Layers = 2,
        Heads = 2,
        EmbeddingSize = 32,
        Dropout = 0.2,
    };
    var options = new TrainingOptions
    {
        Steps = int.Parse(args[1], CultureInfo.InvariantCulture),
        BatchSize = 4,
        WarmupSteps = 10,
        LearningRate = 3e-3,
        MuonLearningRate = 0.02,
        Sampling = SamplingMode.ShuffledEpochs,
        EvaluateEvery = 7,
        CheckpointPath = args[0],
        CheckpointEvery = 2,
    };
    using var trainer = Trainer.StartOrResume(config, train, validation, options);
    using var model = trainer.Model;
    Console.WriteLine($"from {trainer.Step}");
    foreach (var step in trainer.Run())
    {
        Console.WriteLine(FormattableString.Invariant($"step {step.Step} {step.Loss:R} {step.ValidationLoss:R}."));
        Console.In.Read(); // one character allows one step more, the end of the input all of them: the test must keep up on any machine
    }

    return 0;
}
catch (Exception problem) when (problem is InvalidOperationException or IOException or ArgumentException or InvalidDataException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
