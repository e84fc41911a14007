using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A transformer that says numbers instead of words: at each position it reads the stream of a <see cref="Gpt"/> into one number, or a few. Rewards and values
/// are such numbers. (Stiennon et al. 2020, section 3.4; chapters 11 and 12.) It can read one thing besides, how likely its own body found the word that stands there, and
/// weigh that by what could have stood there: whether a word agrees with what was read before is what a language model already knows, and what a small one takes long to learn anew.
/// </summary>
public sealed class ScalarTransformer : nn.Module<Tensor, Tensor>
{
    private readonly Gpt body;
    private readonly RmsNorm norm;
    private readonly Linear numbers;
    private readonly Linear? trust;

    /// <summary>Creates one whose body starts from a language model's weights, and which says 0 everywhere.</summary>
    /// <param name="start">The language model; its weights are copied.</param>
    /// <param name="outputs">Numbers at each position, K.</param>
    /// <param name="readsLikelihood">True lets the numbers depend on the log-probability of each word, too.</param>
    /// <exception cref="ArgumentException">There is no number to say.</exception>
    public ScalarTransformer(Gpt start, int outputs = 1, bool readsLikelihood = false) : base(nameof(ScalarTransformer))
    {
        if (outputs < 1)
        {
            throw new ArgumentException($"A scalar transformer says at least 1 number, not {outputs}.");
        }

        Outputs = outputs;
        body = new Gpt(start.Config);
        norm = new RmsNorm(start.Config.EmbeddingSize);
        numbers = nn.Linear(start.Config.EmbeddingSize, outputs);
        trust = readsLikelihood ? nn.Linear(start.Config.EmbeddingSize, outputs) : null;
        RegisterComponents();
        using var noGradients = no_grad();
        foreach (var (mine, given) in body.parameters().Zip(start.parameters()))
        {
            mine.copy_(given);
        }

        foreach (var mine in numbers.parameters().Concat(trust?.parameters() ?? []))
        {
            mine.zero_();
        }
    }

    /// <summary>Numbers at each position, K.</summary>
    public int Outputs { get; }

    /// <summary>What the body was built from.</summary>
    public GptConfig Config => body.Config;

    /// <summary>The numbers at every position. [B, T] int64 -> [B, T, K].</summary>
    /// <exception cref="ArgumentException">There are more tokens than the context holds.</exception>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var stream = body.Read(tokens);                                                         // [B, T, C]
        var read = norm.call(stream);
        var said = numbers.call(read);                                                          // [B, T, K]
        return (trust is null ? said : said + Likelihood(stream, read, tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>The numbers of the chosen positions, added up in each row. [B, T] int64, [B, T] bool -> [B, K].</summary>
    public Tensor SumOver(Tensor tokens, Tensor places)
    {
        using var scope = NewDisposeScope();
        return (call(tokens) * places.unsqueeze(-1)).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>log p of each word after those before it, times what that counts at such a place; 0 for the first. [B, T, C], [B, T, C], [B, T] -> [B, T, K].</summary>
    private Tensor Likelihood(Tensor stream, Tensor read, Tensor tokens)
    {
        var bets = body.Unembed(stream[.., ..^1]).log_softmax(-1);                              // [B, T - 1, V]
        var said = bets.gather(2, tokens[.., 1..].unsqueeze(-1));                               // [B, T - 1, 1]
        return nn.functional.pad(said * trust!.call(read[.., ..^1]), [0, 0, 1, 0]);
    }
}
