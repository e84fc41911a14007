using LlmCourse.Data.World;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>Several annotators, of whom each pair gets one; they do not agree. (Ouyang et al. 2022, section 3.4; chapter 11.)</summary>
/// <param name="Annotators">The annotators.</param>
public sealed record AnnotatorPanel(IReadOnlyList<Annotator> Annotators)
{
    /// <summary>Five people who want nearly the same, like long answers and a kind word, and look at the first answer first.</summary>
    public static AnnotatorPanel Usual { get; } = new(
    [
        new() { Name = "Annie", Helpful = 2.5, Honest = 2, Harmless = 2, PerWord = 0.2, ForFlattery = 0.6, ForFirst = 0.3 },
        new() { Name = "Bert", Helpful = 3, Honest = 1.5, Harmless = 1.5, PerWord = 0.25, ForFlattery = 0.3, ForFirst = 0.2 },
        new() { Name = "Cora", Helpful = 2, Honest = 3, Harmless = 2, PerWord = 0.1, ForFlattery = 0.2, ForFirst = 0.3 },
        new() { Name = "Dick", Helpful = 2, Honest = 2, Harmless = 1, PerWord = 0.25, ForFlattery = 0.9, ForFirst = 0.4 },
        new() { Name = "Edna", Helpful = 2, Honest = 2, Harmless = 3, PerWord = 0.2, ForFlattery = 0.5, ForFirst = 0.1 },
    ]);

    /// <summary>The panel with every bias taken away: noise and different tastes remain.</summary>
    public AnnotatorPanel WithoutBias => new([.. Annotators.Select(one => one with { PerWord = 0, ForFlattery = 0, ForFirst = 0 })]);

    /// <summary>The probability that the first of two is chosen by someone of the panel, whichever of the two is shown first.</summary>
    public double Probability(Request request, string response, string other) => Annotators.Average(one =>
        (one.ProbabilityOfFirst(request, response, other) + 1 - one.ProbabilityOfFirst(request, other, response)) / 2);

    /// <summary>Shows two responses to one of the panel, in one of the two orders, and keeps the choice.</summary>
    public PreferencePair Judge(string id, Request request, string response, string other, SeededRandom random)
    {
        var annotator = Annotators[random.NextInt32(Annotators.Count)];
        var (first, second) = random.NextInt32(2) == 0 ? (response, other) : (other, response);
        var (chosen, rejected) = annotator.ChoosesFirst(request, first, second, random) ? (first, second) : (second, first);
        return new PreferencePair(id, request.Prompt, chosen, rejected) { Annotator = annotator.Name, ChosenWasFirst = chosen == first };
    }

    /// <summary>Judges each two different responses of each group once, but for those that nobody could read.</summary>
    /// <param name="responses">Responses, group by group; those of a group answer one request.</param>
    /// <param name="groupSize">Responses in a group.</param>
    /// <param name="random">Who judges, in which order, and luck.</param>
    /// <exception cref="ArgumentException">The responses do not make whole groups of at least two.</exception>
    public IReadOnlyList<JudgedPair> JudgeAll(IReadOnlyList<Response> responses, int groupSize, SeededRandom random)
    {
        if (groupSize < 2 || responses.Count % groupSize != 0)
        {
            throw new ArgumentException($"{responses.Count} responses do not make groups of {groupSize}; give at least 2 to each request.");
        }

        var pairs =
            from some in responses.Chunk(groupSize)
            from i in Enumerable.Range(0, groupSize)
            from j in Enumerable.Range(i + 1, groupSize - i - 1)
            where some[i].Text != some[j].Text && some[i].IsReadable && some[j].IsReadable
            select (some[i].Request, One: some[i].Text, Other: some[j].Text);
        return [.. pairs.Select((pair, number) => new JudgedPair(pair.Request, Judge($"{number + 1}", pair.Request, pair.One, pair.Other, random)))];
    }
}
