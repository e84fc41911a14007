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
        using var everywhere = ones_like(tokens, @bool);
        return NumbersAt(tokens, everywhere).view(tokens.shape[0], tokens.shape[1], Outputs).MoveToOuterDisposeScope();
    }

    /// <summary>The numbers of the chosen positions, added up in each row. [B, T] int64, [B, T] bool -> [B, K].</summary>
    public Tensor SumOver(Tensor tokens, Tensor places)
    {
        using var scope = NewDisposeScope();
        var rows = places.nonzero()[.., 0];                                                     // [M]
        return zeros(tokens.shape[0], Outputs, device: tokens.device).index_add(0, rows, NumbersAt(tokens, places), 1).MoveToOuterDisposeScope();
    }

    /// <summary>The numbers of the chosen positions, M, row by row: no other position is unembedded. [B, T], [B, T] -> [M, K].</summary>
    private Tensor NumbersAt(Tensor tokens, Tensor places)
    {
        var stream = body.Read(tokens);                                                         // [B, T, C]
        var said = numbers.call(norm.call(stream[TensorIndex.Tensor(places)]));                 // [M, K]
        return trust is null ? said : said + Likelihood(stream, tokens, places);
    }

    /// <summary>log p of each chosen word after those before it, times what that counts at such a place; 0 for the first of a row. [B, T, C], [B, T], [B, T] -> [M, K].</summary>
    private Tensor Likelihood(Tensor stream, Tensor tokens, Tensor places)
    {
        var hasBefore = places.clone();
        hasBefore[.., 0] = false;
        var before = stream[.., ..^1][TensorIndex.Tensor(hasBefore[.., 1..])];                  // [M', C]: what each was foretold from
        var bets = body.Unembed(before).log_softmax(-1);                                        // [M', V]
        var said = bets.gather(1, tokens.masked_select(hasBefore).unsqueeze(1));                // [M', 1]
        var counted = said * trust!.call(norm.call(before));                                    // [M', K]
        var isCounted = hasBefore.masked_select(places).unsqueeze(1);                           // [M, 1]
        return zeros(isCounted.shape[0], Outputs, device: tokens.device).masked_scatter(isCounted, counted);
    }
}
