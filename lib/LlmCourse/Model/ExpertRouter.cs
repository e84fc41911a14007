using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Says how well each expert suits each token: one linear layer, and in training, if asked for, noise whose size it learns too. [N, C] -> [N, E].
/// (Shazeer et al. 2017, section 2.1; chapter 09.)
/// </summary>
public sealed class ExpertRouter : nn.Module<Tensor, Tensor>
{
    private readonly Linear score;
    private readonly Linear? noise;

    /// <summary>Creates a router.</summary>
    public ExpertRouter(int size, ExpertOptions options) : base(nameof(ExpertRouter))
    {
        score = nn.Linear(size, options.Count, hasBias: false);
        noise = options.NoisyGating ? nn.Linear(size, options.Count, hasBias: false) : null;
        RegisterComponents();
    }

    /// <summary>The logits of the experts. [N, C] -> [N, E].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var logits = score.call(x);
        if (training && noise is not null)
        {
            logits = logits + (randn_like(logits) * nn.functional.softplus(noise.call(x))); // H(x) = x·W + N(0, 1)·softplus(x·W_noise)
        }

        return logits.MoveToOuterDisposeScope();
    }
}
