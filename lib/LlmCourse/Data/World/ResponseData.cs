using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using TorchSharp;

namespace LlmCourse.Data.World;

/// <summary>
/// What people answered to requests, good and bad, without end: the demonstrations that the policy of chapters 11 and 12 is fine-tuned on. Each row is a conversation; only
/// the words of the response are targets.
/// </summary>
/// <param name="world">The world.</param>
public sealed class ResponseData(SyntheticWorld world) : ITrainingData
{
    private const long NotAsked = RecallTask.NotAsked; // the target of a word that is only read
    private const int ValidationRows = 512;
    private readonly RequestWriter requests = new(world);

    /// <inheritdoc/>
    public ITokenizer Tokenizer => world.Tokenizer;

    /// <inheritdoc/>
    public int VocabularySize => world.Tokenizer.VocabularySize;

    /// <summary>Fresh conversations for one training; nothing is seen twice, so there is nothing to choose in <paramref name="sampling"/>.</summary>
    /// <exception cref="ArgumentException">A number is below 1, or the seed is negative.</exception>
    public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling) => batchSize >= 1 && length >= 1 && seed >= 0
        ? new Source(this, batchSize, length, new SeededRandom(seed))
        : throw new ArgumentException($"The batch size ({batchSize}) and the row length ({length}) must be at least 1, and the seed ({seed}) not negative.");

    /// <inheritdoc/>
    public IEnumerable<Batch> ValidationBatches(int length)
    {
        yield return Rows(ValidationRows, length, new SeededRandom(-1));
    }

    /// <inheritdoc/>
    public double? OracleLoss(int length) => null;

    /// <inheritdoc/>
    public double? Entropy(int length) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Everything here is made when it is asked for.
    }

    private Batch Rows(int count, int length, SeededRandom random)
    {
        var (inputs, targets) = (new long[count * length], new long[count * length]);
        Array.Fill(targets, NotAsked);
        for (var row = 0; row < count; row++)
        {
            var request = requests.Write(random);
            var prompt = Encode($"\n<user> {request.Prompt} <assistant>");
            int[] all = [.. prompt, .. Encode($"{requests.Respond(request, random)} <end>")];
            if (all.Length > length + 1)
            {
                throw new ArgumentException($"A conversation has {all.Length} tokens, but a row of {length} holds {length + 1}, the last of which is only predicted; make the rows longer.");
            }

            for (var place = 0; place < all.Length - 1; place++)
            {
                inputs[(row * length) + place] = all[place];
                targets[(row * length) + place] = place + 1 >= prompt.Length ? all[place + 1] : NotAsked;
            }
        }

        return new Batch(torch.tensor(inputs, [count, length]), torch.tensor(targets, [count, length]));
    }

    private int[] Encode(string text) => world.Tokenizer.Encode(text, recogniseSpecialTokens: true);

    private sealed class Source(ResponseData data, int batchSize, int length, SeededRandom random) : IBatchSource
    {
        public BatchSamplerState State
        {
            get => new(random.State, 0, 0);
            set => random.State = value.Random;
        }

        public Batch Next() => data.Rows(batchSize, length, random);
    }
}
