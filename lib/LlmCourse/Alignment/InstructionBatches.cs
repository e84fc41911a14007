using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Alignment;

/// <summary>
/// Conversations to learn from, for ever, in rows of one length: one conversation to a row, filled up at its end. Attention looks back only, so what
/// fills a row up is seen by nobody, and two conversations never see each other; targets exist at the assistant's tokens alone. An epoch takes each
/// conversation once, in random order. (Chapter 10.)
/// </summary>
public sealed class InstructionBatches : IBatchSource
{
    private readonly IReadOnlyList<ChatTokens> examples;
    private readonly int batchSize;
    private readonly ShuffledEpochs order;

    /// <summary>Creates a source of batches.</summary>
    /// <param name="examples">The conversations.</param>
    /// <param name="batchSize">Conversations per batch, B.</param>
    /// <param name="length">Tokens per row, T; that of the longest conversation when null.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <exception cref="ArgumentException">There is no conversation, one is longer than a row, or a number is below 1.</exception>
    public InstructionBatches(IReadOnlyList<ChatTokens> examples, int batchSize, int? length = null, int seed = 42)
    {
        if (examples.Count == 0 || batchSize < 1)
        {
            throw new ArgumentException($"Batches need at least one conversation ({examples.Count}) and a batch size ({batchSize}) of at least 1.");
        }

        (this.examples, this.batchSize) = (examples, batchSize);
        Length = length ?? examples.Max(example => example.Length);
        RequireFit(examples, Length);
        order = new ShuffledEpochs(DrawOrder, "conversation");
        State = new BatchSamplerState(new SeededRandom(seed).State, 0, 0);
    }

    /// <summary>Tokens per row, T.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The state stands beyond the last conversation; it was not made by a source of these.</exception>
    public BatchSamplerState State
    {
        get => order.State;
        set => order.State = value;
    }

    /// <summary>The conversations in their order, each once, to measure on. The caller disposes the batches.</summary>
    /// <exception cref="ArgumentException">A conversation is longer than a row.</exception>
    public static IEnumerable<Batch> InOrder(IReadOnlyList<ChatTokens> examples, int? length = null, int batchSize = 64)
    {
        var rowLength = length ?? examples.Max(example => example.Length);
        RequireFit(examples, rowLength);
        return examples.Chunk(batchSize).Select(rows => Rows(rows, rowLength));
    }

    /// <inheritdoc/>
    public Batch Next() => Rows([.. Enumerable.Range(0, batchSize).Select(_ => examples[(int)order.Next()])], Length);

    private static Batch Rows(ChatTokens[] rows, int length)
    {
        var inputs = new long[rows.Length * length]; // filled up with token 0, which nobody looks at
        var targets = new long[rows.Length * length];
        Array.Fill(targets, LanguageModel.NoTarget);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var place = 0; place < rows[row].Length; place++)
            {
                (inputs[(row * length) + place], targets[(row * length) + place]) = rows[row].At(place);
            }
        }

        return new Batch(torch.tensor(inputs, [rows.Length, length]), torch.tensor(targets, [rows.Length, length]));
    }

    private static void RequireFit(IReadOnlyList<ChatTokens> examples, int length)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if (examples[i].Length > length)
            {
                throw new ArgumentException($"Conversation {i} has {examples[i].Tokens.Count} tokens, but a row of {length} holds {length + 1}, the last of which is only predicted; make the rows longer, or leave it out.");
            }
        }
    }

    private long[] DrawOrder(SeededRandom random)
    {
        var drawn = Enumerable.Range(0, examples.Count).Select(i => (long)i).ToArray();
        random.Shuffle<long>(drawn);
        return drawn;
    }
}
