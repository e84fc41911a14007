using LlmCourse.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Alignment;

/// <summary>A model of two tokens, tails and heads, with one weight: the logit of heads. All about it can be computed by hand.</summary>
internal sealed class CoinModel : LanguageModel
{
    private readonly Parameter score;

    public CoinModel(float score) : base(nameof(CoinModel))
    {
        this.score = new Parameter(tensor(new[] { score }));
        RegisterComponents();
    }

    public Parameter Score => score;

    public override LanguageModelConfig Configuration { get; } = new GptConfig { VocabularySize = 2, ContextLength = 4, Layers = 1, Heads = 1, EmbeddingSize = 2 };

    public override Device Device => CPU;

    /// <summary>[B, T] -> [B, T, 2].</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var places = zeros(tokens.shape[0], tokens.shape[1], 1);
        return cat([places, places + score], -1).MoveToOuterDisposeScope();
    }
}
