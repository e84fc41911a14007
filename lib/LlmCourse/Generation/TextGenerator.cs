using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using static TorchSharp.torch;

namespace LlmCourse.Generation;

/// <summary>
/// Continues a text with a trained model: predict, choose, append, again. Each step looks at the whole context anew;
/// chapter 15 shows how a cache avoids that. (Chapter 04.)
/// </summary>
public sealed class TextGenerator : ITextGenerator
{
    private readonly LanguageModel model;
    private readonly ITokenizer tokenizer;

    /// <summary>Joins a model and the tokenizer that its training text was encoded with; it owns neither.</summary>
    /// <exception cref="ArgumentException">They do not know the same number of tokens.</exception>
    public TextGenerator(LanguageModel model, ITokenizer tokenizer)
    {
        if (model.Configuration.VocabularySize != tokenizer.VocabularySize)
        {
            throw new ArgumentException(
                $"The model knows {model.Configuration.VocabularySize} tokens, but the tokenizer {tokenizer.VocabularySize}; use the tokenizer that the model was trained with.");
        }

        (this.model, this.tokenizer) = (model, tokenizer);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The prompt is empty, or an option makes no sense.</exception>
    public IEnumerable<string> Stream(string prompt, SamplingOptions options, CancellationToken cancellation = default)
    {
        options.Validate();
        var tokens = tokenizer.Encode(prompt).ToList();
        return tokens.Count > 0
            ? StreamCore(tokens, options, cancellation)
            : throw new ArgumentException("The prompt is empty, but the model needs at least one token to continue; pass \"\\n\", say.");
    }

    /// <summary>The whole continuation of a prompt.</summary>
    /// <exception cref="ArgumentException">The prompt is empty, or an option makes no sense.</exception>
    public string Generate(string prompt, SamplingOptions options, CancellationToken cancellation = default) =>
        string.Concat(Stream(prompt, options, cancellation));

    /// <summary>Logits of the token after the given ones; of more than the context holds, the last count. -> [V].</summary>
    public float[] NextLogits(IReadOnlyList<int> tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var context = tokens.Skip(tokens.Count - model.Configuration.ContextLength).Select(token => (long)token).ToArray();
        var logits = model.call(tensor(context, device: model.Device).unsqueeze(0)); // [1, T, V]
        return logits[0, -1].cpu().data<float>().ToArray();
    }

    private IEnumerable<string> StreamCore(List<int> tokens, SamplingOptions options, CancellationToken cancellation)
    {
        var random = new SeededRandom(options.Seed);
        var decoder = new StreamingDecoder(tokenizer);
        var filter = new StopFilter(options.StopSequences);
        for (var i = 0; i < options.MaxTokens && !filter.Stopped; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            tokens.Add(TokenSampler.Sample(NextLogits(tokens), options, random));
            var text = filter.Append(decoder.Append(tokens[^1]));
            if (text.Length > 0)
            {
                yield return text;
            }
        }

        var rest = filter.Append(decoder.Flush()) + filter.Flush();
        if (rest.Length > 0)
        {
            yield return rest;
        }
    }
}
