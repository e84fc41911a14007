using LlmCourse.Generation.Batching;
using LlmCourse.Generation.Decoding;
using LlmCourse.Kernel.Evaluating;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Kernel.Serving;

/// <summary>A model that answers many at once, and what is known of it.</summary>
internal sealed class ServedModel : IDisposable
{
    private const int MostPlaces = 32; // more share one reading of the weights, but each waits longer
    private const long UsualMemory = 1L << 30;

    private readonly Decoder decoder;

    /// <summary>Prepares a model.</summary>
    /// <param name="model">The model; the weights are copied, so that it can go.</param>
    /// <param name="tokenizer">What its texts are encoded with.</param>
    /// <param name="name">What it is called, where the request has no name for it.</param>
    /// <param name="hash">The SHA-256 of its weights.</param>
    /// <param name="request">How much at once.</param>
    /// <exception cref="ArgumentException">The model has experts or adapters, or the tokenizer is another's.</exception>
    public ServedModel(Gpt model, ITokenizer tokenizer, string name, string hash, ModelRequest request)
    {
        Names = [request.Name ?? (File.Exists(request.Model) || Directory.Exists(request.Model) ? name : request.Model), name];
        (Tokenizer, Hash, Chat) = (tokenizer, hash, ChatFormat.For(tokenizer));
        decoder = new Decoder(model, request.Int8 ? WeightFormat.Int8 : WeightFormat.Float32, ComputeThreads.Choose().Threads);
        var length = Math.Min(request.Context ?? int.MaxValue, model.Config.ContextLength);
        using var sample = decoder.Begin(length);
        var places = request.Places ?? (int)Math.Clamp(UsualMemory / (2 * sample.Bytes), 1, MostPlaces); // half of it for texts that are remembered
        Generator = new BatchGenerator(decoder, Tokenizer, new BatchOptions { Places = places, QueueLength = request.Queue, KeptTexts = request.Kept ?? places, TextLength = length });
        MostBytes = (places + (request.Kept ?? places)) * sample.Bytes;
    }

    /// <summary>What clients may call it; the first is what it is called in answers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The SHA-256 of its weights.</summary>
    public string Hash { get; }

    /// <summary>What its texts are encoded with.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>How it reads conversations.</summary>
    public ChatFormat Chat { get; }

    /// <summary>What writes.</summary>
    public BatchGenerator Generator { get; }

    /// <summary>Bytes that all texts take at most.</summary>
    public long MostBytes { get; }

    /// <summary>Opens a model.</summary>
    /// <exception cref="UsageException">There is no such model, it cannot be served, or a number makes no sense.</exception>
    public static ServedModel Open(ModelRequest request, TextWriter output, CancellationToken cancellation)
    {
        if (request.Places < 1 || request.Queue < 0 || request.Kept < 0 || request.Context < 1)
        {
            throw new UsageException("--places and --context must be at least 1, and --queue and --kept not negative.");
        }

        using var opened = OpenedModel.Open(request.Model, "", output, cancellation); // the decoder has a copy of the weights
        return opened.Model is Gpt model
            ? new ServedModel(model, opened.Tokenizer, opened.Name, opened.Hash, request)
            : throw new UsageException($"{opened.Name} is a recurrent model, but only transformers can be served; give another one.");
    }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ArgumentException">The tokenizer cannot express it; the message names what it does not know.</exception>
    public int[] Encode(string text) => Naming(text, () => Tokenizer.Encode(text));

    /// <summary>The tokens of a conversation.</summary>
    /// <exception cref="ArgumentException">A message is empty, or the tokenizer cannot express it; the message names what it does not know.</exception>
    public IReadOnlyList<int> Prompt(IReadOnlyList<ServedMessage> messages) => Naming(string.Concat(messages.Select(message => message.Content)), () => Chat.Prompt(messages));

    /// <inheritdoc/>
    public void Dispose()
    {
        Generator.Dispose();
        decoder.Dispose();
    }

    /// <summary>Encodes; where characters are unknown to the alphabet, all of them are named.</summary>
    private T Naming<T>(string text, Func<T> encode)
    {
        try
        {
            return encode();
        }
        catch (ArgumentException) when (Tokenizer is CharTokenizer characters && Unknown(characters, text) is { Length: > 0 } unknown)
        {
            throw new ArgumentException($"The model's alphabet of {characters.VocabularySize} characters lacks {unknown}; write without them.");
        }
        catch (ArgumentException problem) when (Tokenizer is WordTokenizer && problem.Message.Split("; write the text", 2) is [var unknown, _])
        {
            throw new ArgumentException($"{unknown}; write with its words alone.");
        }
    }

    private static string Unknown(CharTokenizer tokenizer, string text)
    {
        var known = tokenizer.Alphabet.EnumerateRunes().ToHashSet();
        return string.Join(", ", text.EnumerateRunes().Distinct().Where(rune => !known.Contains(rune)).Take(20).Select(rune => $"'{rune}' (U+{rune.Value:X4})"));
    }
}
