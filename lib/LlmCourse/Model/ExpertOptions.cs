using System.Text.Json.Serialization;

namespace LlmCourse.Model;

/// <summary>
/// Describes a mixture of experts: how many there are, how many of them a token sees, and what keeps them all busy.
/// <c>config with { Experts = new ExpertOptions { Count = 8 } }</c> puts one into every block. (Chapter 09.)
/// </summary>
public sealed record ExpertOptions
{
    /// <summary>Experts of one layer, E.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// Experts that the router chooses for each token, K. One is scaled by its own probability (Fedus et al. 2021); of several the
    /// probabilities are made to add up to 1 (Shazeer et al. 2017).
    /// </summary>
    public int Active { get; init; } = 1;

    /// <summary>Experts that every token sees beside the chosen ones, for what all tokens need (Dai et al. 2024, section 3.2).</summary>
    public int Shared { get; init; }

    /// <summary>Width inside one expert; the config's feed-forward width when null.</summary>
    public int? Size { get; init; }

    /// <summary>The first layer with experts, counted from 0.</summary>
    public int FirstLayer { get; init; }

    /// <summary>From one layer with experts to the next; 2 leaves every other layer dense.</summary>
    public int LayerStep { get; init; } = 1;

    /// <summary>
    /// In training an expert takes at most this many times its fair share of a batch; what comes later passes by on the residual
    /// stream (Lepikhin et al. 2020; Fedus et al. 2021, equation 3). Null has no limit, and neither has evaluation.
    /// </summary>
    public double? CapacityFactor { get; init; }

    /// <summary>What keeps all experts busy.</summary>
    public ExpertBalancing Balancing { get; init; } = ExpertBalancing.Loss;

    /// <summary>Weight of the load-balancing loss, α (Fedus et al. 2021, equation 4).</summary>
    public double BalanceLossWeight { get; init; } = 0.01;

    /// <summary>Step of the selection bias after each update, u (Wang et al. 2024, algorithm 1).</summary>
    public double BiasRate { get; init; } = 0.001;

    /// <summary>Weight of the loss that keeps the router's logits small (Zoph et al. 2022, equation 5); 0.001 is usual.</summary>
    public double RouterZLossWeight { get; init; }

    /// <summary>True when the router tries other experts in training: noise of a learned size is added to its logits (Shazeer et al. 2017, equation 4).</summary>
    public bool NoisyGating { get; init; }

    /// <summary>How tokens get to their experts.</summary>
    public ExpertDispatch Dispatch { get; init; } = ExpertDispatch.Batched;

    /// <summary>Experts that work on each token, chosen and shared.</summary>
    [JsonIgnore]
    public int Working => Active + Shared;

    /// <summary>Whether the feed-forward part of a layer is a mixture.</summary>
    public bool IsIn(int layer) => layer >= FirstLayer && (layer - FirstLayer) % LayerStep == 0;

    /// <summary>Choices that one expert takes from a batch of so many tokens, rounded down; null where there is no limit.</summary>
    /// <exception cref="ArgumentException">It is less than one.</exception>
    public int? CapacityOf(long tokens)
    {
        if (CapacityFactor is not { } factor)
        {
            return null;
        }

        var capacity = factor * tokens * Active / Count;
        return capacity >= 1
            ? (int)Math.Min(capacity, int.MaxValue)
            : throw new ArgumentException(FormattableString.Invariant(
                $"CapacityFactor ({factor}) leaves each of {Count} experts room for {capacity:0.###} of the {tokens} tokens with {Active} choices each, which is less than one; take a larger factor, more tokens or fewer experts."));
    }

    /// <summary>Checks that the numbers make sense in a model of so many layers with sequences of so many tokens.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate(int layers, int contextLength)
    {
        Require(Count >= 1, $"Experts.Count ({Count}) must be at least 1; leave Experts null for a dense model.");
        Require(Active >= 1, $"Experts.Active ({Active}) must be at least 1: each token needs an expert.");
        Require(Active <= Count, $"Experts.Active ({Active}) must be at most Experts.Count ({Count}): a token cannot see more experts than there are.");
        Require(Shared >= 0, $"Experts.Shared ({Shared}) must be at least 0.");
        Require(Size is null or >= 1, $"Experts.Size ({Size}) must be at least 1.");
        Require(FirstLayer >= 0 && FirstLayer < layers, $"Experts.FirstLayer ({FirstLayer}) must be one of the {layers} layers, counted from 0.");
        Require(LayerStep >= 1, $"Experts.LayerStep ({LayerStep}) must be at least 1.");
        Require(CapacityFactor is null or > 0, $"Experts.CapacityFactor ({CapacityFactor}) must be above 0; null has no limit.");
        Require(BalanceLossWeight >= 0, $"Experts.BalanceLossWeight ({BalanceLossWeight}) must be at least 0.");
        Require(BiasRate >= 0, $"Experts.BiasRate ({BiasRate}) must be at least 0.");
        Require(RouterZLossWeight >= 0, $"Experts.RouterZLossWeight ({RouterZLossWeight}) must be at least 0.");
        _ = CapacityOf(contextLength);
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant(message));
        }
    }
}
