using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Generation;

/// <summary>
/// Continues a text with a trained model: predict, choose, append, again. Where a <see cref="Decoder"/> can read the model each token is read once; else, and with <see cref="UseCache"/> false, each step
/// looks at the whole context anew. (Chapters 04 and 15.)
/// </summary>
public sealed class TextGenerator : ITextGenerator
{
    private readonly LanguageModel? model;
    private readonly Decoder? decoder;
    private readonly ITokenizer tokenizer;

    /// <summary>Joins a model and the tokenizer that its training text was encoded with; it owns neither. Each text is written by the model as it then is.</summary>
    /// <exception cref="ArgumentException">They do not know the same number of tokens.</exception>
    public TextGenerator(LanguageModel model, ITokenizer tokenizer)
    {
        RequireSameVocabulary(model.Configuration, tokenizer);
        (this.model, this.tokenizer) = (model, tokenizer);
    }

    /// <summary>Joins a decoder, which keeps a model as it was, and the tokenizer; it owns neither.</summary>
    /// <exception cref="ArgumentException">They do not know the same number of tokens.</exception>
    public TextGenerator(Decoder decoder, ITokenizer tokenizer)
    {
        RequireSameVocabulary(decoder.Config, tokenizer);
        (this.decoder, this.tokenizer) = (decoder, tokenizer);
    }

    /// <summary>False computes everything anew for each token, where a model was given.</summary>
    public bool UseCache { get; init; } = true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The prompt is empty, or an option makes no sense.</exception>
    public IEnumerable<string> Stream(string prompt, SamplingOptions options, CancellationToken cancellation = default)
    {
        options.Validate();
        var tokens = tokenizer.Encode(prompt);
        return tokens.Length > 0
            ? StreamCore(tokens, options, cancellation)
            : throw new ArgumentException("The prompt is empty, but the model needs at least one token to continue; pass \"\\n\", say.");
    }

    /// <summary>The whole continuation of a prompt.</summary>
    /// <exception cref="ArgumentException">The prompt is empty, or an option makes no sense.</exception>
    public string Generate(string prompt, SamplingOptions options, CancellationToken cancellation = default) =>
        string.Concat(Stream(prompt, options, cancellation));

    /// <summary>The tokens that follow a prompt, one after another; stop sequences are not looked for.</summary>
    /// <exception cref="ArgumentException">The prompt is empty, or an option makes no sense.</exception>
    public IEnumerable<int> Continue(IReadOnlyList<int> prompt, SamplingOptions options, CancellationToken cancellation = default)
    {
        options.Validate();
        return prompt.Count > 0
            ? ContinueCore([.. prompt], options, cancellation)
            : throw new ArgumentException("The prompt is empty, but the model needs at least one token to continue.");
    }

    /// <summary>Logits of the token after the given ones; of more than the context holds, the last count. -> [V].</summary>
    public float[] NextLogits(IReadOnlyList<int> tokens)
    {
        using var reader = model is not null ? new WholeTextReader(model) : (ITextReader)new CachedTextReader(decoder!, tokens.Count, beyond: null);
        return reader.Next(tokens);
    }

    private static void RequireSameVocabulary(LanguageModelConfig config, ITokenizer tokenizer)
    {
        if (config.VocabularySize != tokenizer.VocabularySize)
        {
            throw new ArgumentException(
                $"The model knows {config.VocabularySize} tokens, but the tokenizer {tokenizer.VocabularySize}; use the tokenizer that the model was trained with.");
        }
    }

    private IEnumerable<string> StreamCore(int[] prompt, SamplingOptions options, CancellationToken cancellation)
    {
        var pieces = new StreamingDecoder(tokenizer);
        var filter = new StopFilter(options.StopSequences);
        foreach (var token in ContinueCore([.. prompt], options, cancellation))
        {
            var text = filter.Append(pieces.Append(token));
            if (text.Length > 0)
            {
                yield return text;
            }

            if (filter.Stopped)
            {
                break;
            }
        }

        var rest = filter.Append(pieces.Flush()) + filter.Flush();
        if (rest.Length > 0)
        {
            yield return rest;
        }
    }

    private IEnumerable<int> ContinueCore(List<int> tokens, SamplingOptions options, CancellationToken cancellation)
    {
        var random = new SeededRandom(options.Seed);
        var packed = decoder is null && UseCache && model is Gpt { Device.type: TorchSharp.DeviceType.CPU } gpt && Decoder.CanRead(gpt.Config) ? new Decoder(gpt) : null;
        try
        {
            var whole = model is null ? null : new WholeTextReader(model);
            using var reader = (packed ?? decoder) is { } fast ? new CachedTextReader(fast, tokens.Count + options.MaxTokens - 1, whole) : (ITextReader)whole!;
            for (var i = 0; i < options.MaxTokens; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                tokens.Add(TokenSampler.Sample(reader.Next(tokens), options, random));
                yield return tokens[^1];
            }
        }
        finally
        {
            packed?.Dispose();
        }
    }
}
