using LlmCourse.Model;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Reads texts token by token at the speed of memory: the numbers of <see cref="Gpt"/>, with every weight packed in the order in which it is needed, many texts at once, each of its own length.
/// What was read is remembered in a <see cref="DecoderText"/>. It copies the weights, so that the model can go. For one caller at a time. (Chapter 15; Pope et al. 2022, section 2, for what it costs.)
/// </summary>
public sealed unsafe class Decoder : IDisposable
{
    /// <summary>Rows that go through the model together; more are read in several goes.</summary>
    public const int MostRows = 32;

    private const int SmallModel = 2_000_000; // parameters

    private readonly FloatArena arena = new();
    private readonly DecoderWeights weights;
    private readonly DecoderBuffers shared;
    private readonly DecoderPositions positions;
    private readonly DecoderWorkers workers;
    private readonly DecoderPass[] passes;

    /// <summary>Packs a model's weights.</summary>
    /// <param name="model">A dense model; adapters must have been merged.</param>
    /// <param name="format">How the matrices are kept.</param>
    /// <param name="threads">How many threads work on a token. When null as many as the course gives libtorch, but one for a small model, where to meet would cost more than to compute.</param>
    /// <exception cref="ArgumentException">The model has experts or adapters.</exception>
    public Decoder(Gpt model, WeightFormat format = WeightFormat.Float32, int? threads = null)
    {
        weights = new DecoderWeights(model, format);
        (Config, Format) = (weights.Config, format);
        shared = new DecoderBuffers(Config, MostRows, arena);
        positions = new DecoderPositions(Config);
        workers = new DecoderWorkers(Math.Max(1, threads ?? (Config.ParameterCount < SmallModel ? 1 : TorchSharp.torch.get_num_threads())));
        passes = [.. Enumerable.Range(0, workers.Count).Select(worker => new DecoderPass(weights, shared, positions, workers, worker, MostRows, format, arena))];
    }

    /// <summary>What the model was built from.</summary>
    public GptConfig Config { get; }

    /// <summary>How the matrices are kept.</summary>
    public WeightFormat Format { get; }

    /// <summary>Bytes of weights that a token reads, whether alone or with others.</summary>
    public long BytesPerToken => weights.BytesPerToken;

    /// <summary>True for a dense model without adapters.</summary>
    public static bool CanRead(GptConfig config) => config.Experts is null && config.Lora is null;

    /// <summary>A text that nothing has been read of yet.</summary>
    /// <param name="capacity">The most tokens of it; the whole context when null.</param>
    /// <exception cref="ArgumentException">The context is shorter.</exception>
    public DecoderText Begin(int? capacity = null) => new(Config, capacity ?? Config.ContextLength);

    /// <summary>Reads tokens of one text and predicts the one after the last. -> [V].</summary>
    /// <exception cref="ArgumentException">There is no token, one is unknown, or they do not fit.</exception>
    public float[] Read(DecoderText text, params ReadOnlySpan<int> tokens)
    {
        if (tokens.Length == 0)
        {
            throw new ArgumentException("There is no token to read; a prediction needs at least one.");
        }

        var rows = new DecoderRow[tokens.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new DecoderRow(text, tokens[i], i == rows.Length - 1);
        }

        var logits = new float[Config.VocabularySize];
        Read(rows, logits);
        return logits;
    }

    /// <summary>Reads rows of any texts, and writes the logits of those that ask, in their order. -> [asked, V].</summary>
    /// <exception cref="ArgumentException">A token is unknown, a text is full, or there is no room for the logits.</exception>
    public void Read(ReadOnlySpan<DecoderRow> rows, Span<float> logits)
    {
        Check(rows, logits);
        for (var from = 0; from < rows.Length; from += MostRows)
        {
            var step = new DecoderStep(rows[from..Math.Min(from + MostRows, rows.Length)]);
            positions.Prepare(step.Positions.Max() + 1);
            workers.Run(worker => passes[worker].Run(step));
            foreach (var own in step.Texts)
            {
                step.Rows[own[0]].Text.Length += own.Length;
            }

            for (var i = 0; i < step.Asked.Length; i++)
            {
                new ReadOnlySpan<float>(shared.Logits + ((long)i * shared.LogitsWidth), Config.VocabularySize).CopyTo(logits);
                logits = logits[Config.VocabularySize..];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        workers.Dispose();
        positions.Dispose();
        weights.Dispose();
        arena.Dispose();
    }

    private void Check(ReadOnlySpan<DecoderRow> rows, Span<float> logits)
    {
        var (asked, more) = (0, new Dictionary<DecoderText, int>());
        foreach (var row in rows)
        {
            row.Text.RequireAlive();
            if (row.Text.Config != Config)
            {
                throw new ArgumentException("The text was begun by the decoder of another model; begin it with this one.");
            }

            if (row.Token < 0 || row.Token >= Config.VocabularySize)
            {
                throw new ArgumentException($"Token {row.Token} is unknown; the model knows 0 to {Config.VocabularySize - 1}.");
            }

            asked += row.IsAsked ? 1 : 0;
            more[row.Text] = more.GetValueOrDefault(row.Text) + 1;
            if (row.Text.Length + more[row.Text] > row.Text.Capacity)
            {
                throw new ArgumentException($"The text has room for {row.Text.Capacity} tokens and has read {row.Text.Length}; {more[row.Text]} more do not fit.");
            }
        }

        if (logits.Length < (long)asked * Config.VocabularySize)
        {
            throw new ArgumentException($"{asked} rows ask for {Config.VocabularySize} logits each, but there is room for {logits.Length} numbers.");
        }
    }
}
