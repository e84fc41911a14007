using LlmCourse.Tokenization;

namespace LlmCourse.Data.World;

/// <summary>
/// Turns phrases into states, from their ends to their beginnings: a phrase and the state that follows it give the state that it begins in.
/// Where alternatives begin with the same words, those words are said first and the choice comes after them; so every choice shows in the very
/// next token. Two alternatives that arrive in the same state by the same words would be two ways to say the same text: that is refused.
/// </summary>
internal sealed class AutomatonBuilder(WordTokenizer tokenizer)
{
    /// <summary>The state after a document's last token.</summary>
    public const int End = 0;

    private readonly List<AutomatonEdge[]> states = [[]];
    private readonly Dictionary<(Phrase Phrase, int Next), int> known = [];
    private readonly Dictionary<(int Token, int Next), int> chains = []; // states with one way on, shared

    private TextDomain domain;

    /// <summary>All states; every edge leads to a state with a lower number.</summary>
    public IReadOnlyList<AutomatonEdge[]> States => states;

    /// <summary>Adds the documents of one domain; each ends with a line break. Gives the state in which they begin.</summary>
    public int AddDocuments(TextDomain documentDomain, Phrase document)
    {
        (domain, var lineBreak) = (documentDomain, Phrase.Say("\n"));
        known.Clear();
        chains.Clear();
        return StateBefore(Phrase.InOrder(document, lineBreak), End);
    }

    /// <summary>The state in which one of several documents begins. The first token must say which domain it is.</summary>
    public int Merge(IReadOnlyList<(double Probability, int State)> alternatives)
    {
        var shared = alternatives.SelectMany(alternative => states[alternative.State].Select(edge => (edge.Token, edge.Domain)))
            .Distinct().GroupBy(first => first.Token).FirstOrDefault(group => group.Count() > 1);
        return shared is null ? Merge(alternatives, "") : throw new ArgumentException(
            $"Documents of the domains {string.Join(" and ", shared.Select(first => first.Domain))} can both begin with '{tokenizer.Words[shared.Key]}'; the first word must say which domain it is.");
    }

    private int StateBefore(Phrase phrase, int next)
    {
        if (!known.TryGetValue((phrase, next), out var state))
        {
            state = phrase switch
            {
                WordsPhrase said => tokenizer.Encode(said.Words).Reverse().Aggregate(next, (after, token) => Chain(token, after)),
                SequencePhrase sequence => sequence.Parts.Reverse().Aggregate(next, (after, part) => StateBefore(part, after)),
                ChoicePhrase choice => Merge([.. choice.Alternatives.Select(a => (a.Probability, StateBefore(a.Phrase, next)))], ""),
                _ => throw new ArgumentException($"There is no way to build a {phrase.GetType().Name}."),
            };
            known[(phrase, next)] = state;
        }

        return state;
    }

    private int Chain(int token, int next)
    {
        if (!chains.TryGetValue((token, next), out var state))
        {
            state = Add([new AutomatonEdge(token, 1, next, domain)]);
            chains[(token, next)] = state;
        }

        return state;
    }

    private int Add(AutomatonEdge[] edges)
    {
        states.Add(edges);
        return states.Count - 1;
    }

    /// <summary>One state that stands for several, of which each is the true one with a probability.</summary>
    private int Merge(IReadOnlyList<(double Probability, int State)> alternatives, string said)
    {
        if (alternatives.Count == 1)
        {
            return alternatives[0].State;
        }

        var ways = from alternative in alternatives
                   from edge in states[alternative.State]
                   group edge with { Probability = alternative.Probability * edge.Probability } by edge.Token;
        return Add([.. ways.Select(edges => MergeEdges([.. edges], said)).OrderByDescending(edge => edge.Probability)]);
    }

    private AutomatonEdge MergeEdges(AutomatonEdge[] edges, string said)
    {
        if (edges.Length == 1)
        {
            return edges[0];
        }

        said += tokenizer.Words[edges[0].Token] + " ";
        if (edges.DistinctBy(edge => edge.Next).Count() < edges.Length)
        {
            throw new ArgumentException($"The grammar is ambiguous: two alternatives say '{said.TrimEnd()}' and go on in the same way. Leave one out, or let them differ in a word.");
        }

        var probability = edges.Sum(edge => edge.Probability);
        var next = Merge([.. edges.Select(edge => (edge.Probability / probability, edge.Next))], said);
        return edges[0] with { Probability = probability, Next = next };
    }
}
