using LlmCourse.Data;
using LlmCourse.Tokenization;

namespace LlmCourse.Tests.Training.Sweeps;

/// <summary>Data that stop the sweep after some batches, or fail where there is nothing to stop.</summary>
internal sealed class StoppingData(ITrainingData inner, int batches, CancellationTokenSource? stop) : ITrainingData
{
    private int given;

    public ITokenizer Tokenizer => inner.Tokenizer;

    public int VocabularySize => inner.VocabularySize;

    public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling) =>
        new Batches(inner.CreateBatches(batchSize, length, seed, sampling), this);

    public IEnumerable<Batch> ValidationBatches(int length) => inner.ValidationBatches(length);

    public double? OracleLoss(int length) => inner.OracleLoss(length);

    public double? Entropy(int length) => inner.Entropy(length);

    public void Dispose() => inner.Dispose();

    private void Count()
    {
        if (Interlocked.Increment(ref given) >= batches)
        {
            (stop ?? throw new InvalidOperationException("Nine batches are enough.")).Cancel();
        }
    }

    private sealed class Batches(IBatchSource inner, StoppingData owner) : IBatchSource
    {
        public BatchSamplerState State { get => inner.State; set => inner.State = value; }

        public Batch Next()
        {
            owner.Count();
            return inner.Next();
        }
    }
}
