using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// What a router decided about the tokens of one pass, as plain numbers: who goes where, and whom an expert had no room for. A
/// <em>choice</em> is one expert for one token; a token has K of them, the best first. (Chapter 09.)
/// </summary>
public sealed class ExpertRouting
{
    private readonly int[] order;   // choices in the order of their experts, the kept ones first within each
    private readonly int[] starts;  // [E + 1], where each expert's choices begin in it

    private ExpertRouting(long[] choices, int experts, int active, int? capacity)
    {
        (Experts, Active, Capacity) = (experts, active, capacity);
        Choices = Array.ConvertAll(choices, expert => (int)expert);
        (order, starts) = SortByExpert();
        Load = [.. Enumerable.Range(0, experts).Select(expert => starts[expert + 1] - starts[expert])];
        Kept = [.. Load.Select(load => Math.Min(load, capacity ?? load))];
    }

    /// <summary>Experts, E.</summary>
    public int Experts { get; }

    /// <summary>Choices of each token, K.</summary>
    public int Active { get; }

    /// <summary>Most choices that one expert takes; null where there is no limit.</summary>
    public int? Capacity { get; }

    /// <summary>Tokens, N.</summary>
    public int Tokens => Choices.Count / Active;

    /// <summary>The expert of each choice, token after token. [N·K]</summary>
    public IReadOnlyList<int> Choices { get; }

    /// <summary>Choices that fell on each expert. [E]</summary>
    public IReadOnlyList<int> Load { get; }

    /// <summary>Choices that each expert had room for. [E]</summary>
    public IReadOnlyList<int> Kept { get; }

    /// <summary>Choices for which there was no room: Tokens · Active = Kept + Dropped.</summary>
    public int Dropped => Choices.Count - Kept.Sum();

    /// <summary>Tokens that no chosen expert had room for: nothing but the residual stream carries them on.</summary>
    public int UnservedTokens
    {
        get
        {
            var served = new bool[Tokens];
            foreach (var choice in KeptChoices())
            {
                served[choice / Active] = true;
            }

            return served.Count(isServed => !isServed);
        }
    }

    /// <summary>Reads the router's choices. [N, K] int64.</summary>
    public static ExpertRouting Of(Tensor chosen, int experts, int? capacity = null)
    {
        using var numbers = chosen.cpu().contiguous();
        return new ExpertRouting(numbers.data<long>().ToArray(), experts, (int)chosen.shape[1], capacity);
    }

    /// <summary>
    /// The choices that are kept, sorted by expert. First choices go before second ones, and earlier tokens before later ones (Lepikhin et
    /// al. 2020, algorithm 1), so that a full expert turns away those who need it least.
    /// </summary>
    public int[] KeptChoices()
    {
        var kept = new int[Kept.Sum()];
        for (int expert = 0, to = 0; expert < Experts; to += Kept[expert], expert++)
        {
            order.AsSpan(starts[expert], Kept[expert]).CopyTo(kept.AsSpan(to));
        }

        return kept;
    }

    /// <summary>Sorts by counting: one look to see how many go to each expert, one to put them there.</summary>
    private (int[] Order, int[] Starts) SortByExpert()
    {
        var (sorted, begin) = (new int[Choices.Count], new int[Experts + 1]);
        foreach (var expert in Choices)
        {
            begin[expert + 1]++;
        }

        for (var expert = 0; expert < Experts; expert++)
        {
            begin[expert + 1] += begin[expert];
        }

        var next = begin[..^1];
        for (var rank = 0; rank < Active; rank++)
        {
            for (var choice = rank; choice < Choices.Count; choice += Active)
            {
                sorted[next[Choices[choice]]++] = choice;
            }
        }

        return (sorted, begin);
    }
}
