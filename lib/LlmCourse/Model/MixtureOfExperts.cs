using LlmCourse.Model.Fast;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// In the place of one feed-forward part there are many, and a router sends each token to a few of them: many parameters, of which a token
/// pays for few. (Shazeer et al. 2017; Fedus et al. 2021; chapter 09.)
/// </summary>
public sealed class MixtureOfExperts : nn.Module<Tensor, Tensor>
{
    private readonly GptConfig config;
    private readonly ExpertOptions options;
    private readonly ExpertRouter router;
    private readonly Parameter up;              // [E, S, C]: all experts' matrices in one tensor
    private readonly Parameter? gate;           // [E, S, C], of SwiGLU only
    private readonly Parameter down;            // [E, C, S]
    private readonly FeedForward? shared;
    private readonly Tensor? selectionBias;     // [E], no parameter: no gradient moves it
    private readonly long[] loadSinceUpdate;    // [E]
    private readonly ExpertKernel kernel;
    private Tensor? auxiliaryLoss;

    /// <summary>Creates the mixture of one block.</summary>
    /// <exception cref="ArgumentException">The config has no experts.</exception>
    public MixtureOfExperts(GptConfig config) : base(nameof(MixtureOfExperts))
    {
        this.config = config;
        options = config.Experts ?? throw new ArgumentException("The config has no experts; set Experts, for instance to new ExpertOptions { Count = 8 }.");
        var (E, C, S) = (options.Count, config.EmbeddingSize, config.ExpertSize);
        router = new ExpertRouter(C, options);
        up = Matrices(E, S, C);
        gate = config.Activation == ActivationKind.SwiGlu ? Matrices(E, S, C) : null;
        down = Matrices(E, C, S);
        shared = options.Shared > 0
            ? new FeedForward(config with { Experts = null, FeedForwardSize = options.Shared * S, Bias = false, Dropout = 0 })
            : null;
        selectionBias = options.Balancing == ExpertBalancing.Bias ? zeros(E) : null;
        loadSinceUpdate = new long[E];
        kernel = new ExpertKernel(config.Activation);
        RegisterComponents();
    }

    /// <summary>What this mixture was built from.</summary>
    public ExpertOptions Options => options;

    /// <summary>False keeps the batched dispatch to libtorch's operations; true lets it use their written-out form where there is one.</summary>
    public bool UseFastKernels { get; set; } = true;

    /// <summary>Who went where in the last pass; null before the first.</summary>
    public ExpertRouting? Routing { get; private set; }

    /// <summary>What the last pass adds to the loss in training, already weighted; null where that is nothing. It lives until the next pass.</summary>
    public Tensor? AuxiliaryLoss => auxiliaryLoss;

    /// <summary>What the choice adds to each expert's probability. [E]; null unless <see cref="ExpertBalancing.Bias"/> balances.</summary>
    public Tensor? SelectionBias => selectionBias;

    /// <summary>Sends each position to its experts and adds up what they say, weighted by their gates. [B, T, C] -> [B, T, C].</summary>
    /// <exception cref="ArgumentException">In training, the batch is so small that an expert's capacity is below one token.</exception>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var tokens = x.flatten(0, -2);                         // [N, C]
        var logits = router.call(tokens);                      // [N, E]
        var probabilities = logits.softmax(-1);                // [N, E]
        var (chosen, gates) = Choose(probabilities);           // [N, K], [N, K]
        Routing = ExpertRouting.Of(chosen, options.Count, training ? options.CapacityOf(tokens.shape[0]) : null);
        KeepAuxiliaryLoss(logits, probabilities, Routing);
        var mixed = options.Dispatch == ExpertDispatch.Loop ? Loop(tokens, chosen, gates, Routing) : Batched(tokens, gates, Routing);
        mixed = shared is null ? mixed : mixed + shared.call(tokens);
        return nn.functional.dropout(mixed.view_as(x), config.Dropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Moves the selection bias, where there is one, by a small step against the error of the load since the last update: b += u·sign(mean − load).
    /// (Wang et al. 2024, algorithm 1.)
    /// </summary>
    internal void Rebalance()
    {
        if (selectionBias is not null)
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            var mean = loadSinceUpdate.Average();
            var signs = Array.ConvertAll(loadSinceUpdate, load => (float)(options.BiasRate * Math.Sign(mean - load)));
            selectionBias.add_(tensor(signs, device: selectionBias.device));
        }

        Array.Clear(loadSinceUpdate);
    }

    /// <summary>The experts of each token, and their gates. [N, C] -> [N, K] int64, [N, K].</summary>
    internal (Tensor Chosen, Tensor Gates) Route(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (chosen, gates) = Choose(router.call(tokens).softmax(-1));
        return (chosen.MoveToOuterDisposeScope(), gates.MoveToOuterDisposeScope());
    }

    /// <summary>What one expert says. [n, C] -> [n, C].</summary>
    internal Tensor Ask(int expert, Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Apply(Experts()[expert], rows).MoveToOuterDisposeScope();
    }

    /// <summary>What the shared experts say together; null where there are none. [n, C] -> [n, C].</summary>
    internal Tensor? AskShared(Tensor rows) => shared?.call(rows);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            auxiliaryLoss?.Dispose();
            kernel.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Parameter Matrices(long experts, long rows, long columns)
    {
        var parameter = nn.Parameter(empty(experts, rows, columns));
        nn.init.normal_(parameter, 0, 1 / Math.Sqrt(columns));
        return parameter;
    }

    /// <summary>The K best experts of each token, and how much each of them counts. [N, E] -> [N, K] int64, [N, K].</summary>
    private (Tensor Chosen, Tensor Gates) Choose(Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var suitability = selectionBias is null ? probabilities.detach() : probabilities.detach() + selectionBias;
        var chosen = suitability.topk(options.Active, 1).indexes;
        var gates = probabilities.gather(1, chosen);
        gates = options.Active == 1 ? gates : gates / gates.sum(1, keepdim: true); // a single gate of 1 would teach the router nothing
        return (chosen.MoveToOuterDisposeScope(), gates.MoveToOuterDisposeScope());
    }

    /// <summary>The plain way: each expert looks for its tokens among all. [N, C], [N, K], [N, K] -> [N, C].</summary>
    private Tensor Loop(Tensor tokens, Tensor chosen, Tensor gates, ExpertRouting routing)
    {
        var kept = routing.Dropped == 0 ? chosen : WithoutDropped(chosen, routing);
        var (experts, mixed) = (Experts(), zeros_like(tokens));
        for (var expert = 0; expert < options.Count; expert++)
        {
            var places = (kept == expert).nonzero();                               // [n, 2]: a token, and which of its choices this is
            var (rows, ranks) = (places.select(1, 0), places.select(1, 1));
            var said = Apply(experts[expert], tokens.index_select(0, rows));       // [n, C]
            var weights = gates.index(TensorIndex.Tensor(rows), TensorIndex.Tensor(ranks)).unsqueeze(1);
            mixed = mixed.index_add(0, rows, said * weights, 1);
        }

        return mixed;
    }

    /// <summary>Choices for which there was no room become -1, which is no expert.</summary>
    private static Tensor WithoutDropped(Tensor chosen, ExpertRouting routing)
    {
        var kept = full_like(chosen, -1).flatten();
        var choices = tensor(Array.ConvertAll(routing.KeptChoices(), choice => (long)choice), device: chosen.device);
        return kept.index_copy_(0, choices, chosen.flatten().index_select(0, choices)).view_as(chosen);
    }

    /// <summary>The way to run: tokens sorted by expert, one product per expert on rows that lie together. [N, C], [N, K] -> [N, C].</summary>
    private Tensor Batched(Tensor tokens, Tensor gates, ExpertRouting routing)
    {
        if (UseFastKernels && ExpertKernel.Supports(tokens, config.Activation))
        {
            return SortedExperts.Apply(kernel, tokens, gates.contiguous(), new ExpertMatrices(up, down, gate), routing);
        }

        var choices = Array.ConvertAll(routing.KeptChoices(), choice => (long)choice);
        var rows = tensor(Array.ConvertAll(choices, choice => choice / options.Active), device: tokens.device);
        var weights = gates.flatten().index_select(0, tensor(choices, device: tokens.device)).unsqueeze(1);     // [n, 1]
        var parts = tokens.index_select(0, rows).split([.. routing.Kept.Select(count => (long)count)], 0);
        var said = cat([.. Experts().Zip(parts, Apply)], 0);                                                    // [n, C]
        return zeros_like(tokens).index_add(0, rows, said * weights, 1);
    }

    /// <summary>The matrices of each expert. Cut apart at once: to take them one by one would make a gradient of all experts for each.</summary>
    private (Tensor Up, Tensor? Gate, Tensor Down)[] Experts()
    {
        var (ups, gates, downs) = (up.unbind(0), gate?.unbind(0), down.unbind(0));
        return [.. Enumerable.Range(0, options.Count).Select(expert => (ups[expert], gates?[expert], downs[expert]))];
    }

    /// <summary>One expert: a feed-forward part without biases. [n, C] -> [n, C].</summary>
    private Tensor Apply((Tensor Up, Tensor? Gate, Tensor Down) expert, Tensor x)
    {
        var hidden = nn.functional.linear(x, expert.Up);                                                        // [n, S]
        hidden = FeedForward.Bend(config.Activation, hidden, expert.Gate is null ? null : nn.functional.linear(x, expert.Gate));
        return nn.functional.linear(hidden, expert.Down);
    }

    /// <summary>
    /// α·E·Σ fᵢ·Pᵢ with fᵢ the share of the choices that expert i got and Pᵢ its mean probability (Fedus et al. 2021, equations 4 to 6), and the
    /// mean of log²Σ exp(logits) (Zoph et al. 2022, equation 5).
    /// </summary>
    private void KeepAuxiliaryLoss(Tensor logits, Tensor probabilities, ExpertRouting routing)
    {
        auxiliaryLoss?.Dispose();
        auxiliaryLoss = null;
        if (!training)
        {
            return;
        }

        for (var expert = 0; expert < options.Count; expert++)
        {
            loadSinceUpdate[expert] += routing.Load[expert];
        }

        if (options is { Balancing: ExpertBalancing.Loss, BalanceLossWeight: > 0 })
        {
            var share = tensor(routing.Load.Select(load => load / (float)routing.Choices.Count).ToArray(), device: logits.device);
            auxiliaryLoss = options.BalanceLossWeight * options.Count * (share * probabilities.mean([0])).sum();
        }

        if (options.RouterZLossWeight > 0)
        {
            var z = options.RouterZLossWeight * logits.logsumexp(1).square().mean();
            auxiliaryLoss = auxiliaryLoss is null ? z : auxiliaryLoss + z;
        }

        auxiliaryLoss = auxiliaryLoss?.DetachFromDisposeScope();
    }
}
