using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Tokenization;
using LlmCourse.Training.Sweeps;

namespace LlmCourse.TrainingHost;

/// <summary>A sweep in a process of its own, so that a test can kill it. It keeps where it stands after every step.</summary>
internal static class Sweeping
{
    public static void Run(string plan, string folder, int parallel)
    {
        using var data = new GatedData(TrainingData.Open(new JsonObject { ["name"] = "harbour" }));
        using var sweep = new Sweep(SweepPlan.Load(plan), data, folder) { CheckpointInterval = TimeSpan.Zero };
        Console.WriteLine($"finished {sweep.Finished}");
        foreach (var row in sweep.Run(parallel: parallel))
        {
            Console.WriteLine($"row {row.Id}");
        }
    }

    /// <summary>Tells before each batch, and waits for a character or the end of the input: the test must keep up on any machine.</summary>
    private sealed class GatedData(ITrainingData inner) : ITrainingData
    {
        public ITokenizer Tokenizer => inner.Tokenizer;

        public int VocabularySize => inner.VocabularySize;

        public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling) =>
            new GatedBatches(inner.CreateBatches(batchSize, length, seed, sampling));

        public IEnumerable<Batch> ValidationBatches(int length) => inner.ValidationBatches(length);

        public double? OracleLoss(int length) => inner.OracleLoss(length);

        public double? Entropy(int length) => inner.Entropy(length);

        public void Dispose() => inner.Dispose();
    }

    private sealed class GatedBatches(IBatchSource inner) : IBatchSource
    {
        public BatchSamplerState State { get => inner.State; set => inner.State = value; }

        public Batch Next()
        {
            Console.WriteLine("step");
            Console.In.Read();
            return inner.Next();
        }
    }
}
