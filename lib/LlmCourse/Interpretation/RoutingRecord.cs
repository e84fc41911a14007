using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>Where one layer's router sent the tokens of some text: who is busy, who is idle, who serves whom. (Chapter 09.)</summary>
/// <param name="Layer">The layer among those with experts, from 0.</param>
/// <param name="Experts">Experts of the layer, E.</param>
/// <param name="Tokens">The tokens, one after another. [N]</param>
/// <param name="Choices">The experts of each token, the best first. [N][K]</param>
public sealed record RoutingRecord(int Layer, int Experts, IReadOnlyList<int> Tokens, IReadOnlyList<IReadOnlyList<int>> Choices)
{
    /// <summary>The best expert of each token. [N]</summary>
    public IReadOnlyList<int> First => [.. Choices.Select(choices => choices[0])];

    /// <summary>Choices that fell on each expert. [E]</summary>
    public IReadOnlyList<int> Load
    {
        get
        {
            var load = new int[Experts];
            foreach (var expert in Choices.SelectMany(choices => choices))
            {
                load[expert]++;
            }

            return load;
        }
    }

    /// <summary>Entropy of the load as a share of the largest possible, log E: 1 where all are equally busy, 0 where one does everything.</summary>
    public double LoadEntropy => EntropyShare(Load);

    /// <summary>Records every layer with experts for batches of tokens, each [B, T] int64.</summary>
    /// <exception cref="ArgumentException">The model has no experts, or there is no batch.</exception>
    public static IReadOnlyList<RoutingRecord> Of(Gpt model, params IEnumerable<Tensor> batches)
    {
        var mixtures = model.Mixtures;
        if (mixtures.Count == 0)
        {
            throw new ArgumentException("The model has no experts, so nothing is routed; give its config some.");
        }

        using var evaluation = new EvaluationMode(model);
        var (tokens, choices) = (new List<int>(), mixtures.Select(_ => new List<IReadOnlyList<int>>()).ToList());
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            _ = model.call(batch.to(model.Device));
            tokens.AddRange(batch.cpu().contiguous().data<long>().ToArray().Select(token => (int)token));
            foreach (var (mixture, list) in mixtures.Zip(choices))
            {
                list.AddRange(mixture.Routing!.Choices.Chunk(mixture.Routing.Active));
            }
        }

        return tokens.Count == 0
            ? throw new ArgumentException("There is no batch to route; pass at least one.")
            : [.. choices.Select((list, layer) => new RoutingRecord(layer, mixtures[layer].Options.Count, tokens, list))];
    }

    /// <summary>Entropy of some loads as a share of the largest possible.</summary>
    public static double EntropyShare(IReadOnlyList<int> load)
    {
        var total = load.Sum(count => (double)count);
        var entropy = load.Where(count => count > 0).Sum(count => -count / total * Math.Log(count / total));
        return load.Count == 1 ? 1 : entropy / Math.Log(load.Count);
    }

    /// <summary>Experts with less than this share of what would be fair: dead, or close to it.</summary>
    public int DeadExperts(double share = 0.05) => Load.Count(load => load < share * Load.Sum() / Experts);

    /// <summary>How the tokens of each group spread over the experts; each row adds up to 1. [groups][E]</summary>
    /// <param name="groups">The group of each token, from 0; a negative one leaves the token out.</param>
    /// <exception cref="ArgumentException">There is not one group for each token.</exception>
    public double[][] ShareByGroup(IReadOnlyList<int> groups)
    {
        if (groups.Count != Choices.Count)
        {
            throw new ArgumentException($"There are {Choices.Count} tokens, but groups for {groups.Count}.");
        }

        var shares = Enumerable.Range(0, groups.Max() + 1).Select(_ => new double[Experts]).ToArray();
        foreach (var (choices, group) in Choices.Zip(groups).Where(pair => pair.Second >= 0))
        {
            foreach (var expert in choices)
            {
                shares[group][expert]++;
            }
        }

        return Array.ConvertAll(shares, row => row.Sum() is var sum && sum > 0 ? Array.ConvertAll(row, count => count / sum) : row);
    }
}
