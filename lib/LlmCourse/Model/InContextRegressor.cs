using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A transformer that reads examples, each a point and its value, and predicts the value of the next point. Numbers enter through one linear
/// layer; between it and the prediction lie the blocks of <see cref="Gpt"/>. (Garg et al. 2022, section 3, who give x₁, y₁, x₂, y₂, … a place
/// each; here one place holds an example and the next question, which needs half as many; chapter 07.)
/// </summary>
public sealed class InContextRegressor : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear reader;
    private readonly Gpt gpt;

    /// <summary>Creates a regressor with random weights that follow from the seed alone.</summary>
    /// <param name="config">The blocks. Their vocabulary is one word, the value; the context holds a place for each prediction.</param>
    /// <param name="dimension">Numbers in a point, d.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="ArgumentException">The config's sizes do not fit together, or its vocabulary is not one word.</exception>
    public InContextRegressor(GptConfig config, int dimension, int seed = 42) : base(nameof(InContextRegressor))
    {
        if (config.VocabularySize != 1 || dimension < 1)
        {
            throw new ArgumentException($"A regressor predicts one number from points of at least 1 number, but VocabularySize is {config.VocabularySize} and the dimension {dimension}.");
        }

        Dimension = dimension;
        gpt = new Gpt(config, seed);
        reader = nn.Linear((2 * dimension) + 1, config.EmbeddingSize);
        RegisterComponents();
        using var noGradients = no_grad();
        using var generator = new Generator((ulong)seed);
        reader.weight!.normal_(0, 1 / Math.Sqrt((2 * dimension) + 1), generator);
        reader.bias!.zero_();
    }

    /// <summary>Numbers in a point, d.</summary>
    public int Dimension { get; }

    /// <summary>Predicts every value from the examples before it and its own point. [B, n, d], [B, n] -> [B, n].</summary>
    /// <exception cref="ArgumentException">There are more points than the context holds, or they have another number of dimensions.</exception>
    public override Tensor forward(Tensor points, Tensor values)
    {
        using var scope = NewDisposeScope();
        if (points.shape[2] != Dimension || points.shape[1] > gpt.Config.ContextLength)
        {
            throw new ArgumentException($"{points.shape[1]} points of {points.shape[2]} numbers were given, but the model reads points of {Dimension}, and at most {gpt.Config.ContextLength} of them.");
        }

        var examples = cat([points, values.unsqueeze(-1)], 2);                      // [B, n, d + 1]
        var earlier = nn.functional.pad(examples, [0, 0, 1, -1]);                   // the example before each point; before the first, zeros
        var stream = reader.call(cat([earlier, points], 2));                        // [B, n, C]
        return gpt.Unembed(gpt.Transform(stream)).squeeze(-1).MoveToOuterDisposeScope();
    }
}
