using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Data.World;

/// <summary>
/// A probabilistic grammar as states and edges: in each state a few tokens are possible, each with its probability, and each leads to one state.
/// No two edges of a state carry the same token, so the text alone tells the state: nothing is hidden (the automaton is unifilar, Shannon 1948,
/// section 7). That is what makes the entropy exact. In state s the next token has the entropy H(s) = −Σ p ln p, and what a document still holds
/// from there is h(s) = H(s) + Σ p·h(next), with h = 0 at its end. Edges lead to lower numbers only, so one pass over the states finds every h.
/// The entropy rate is the entropy of a document over its expected length, as documents follow each other independently. (Chapter 05.)
/// </summary>
public sealed class ProbabilisticAutomaton
{
    private const int FewEdges = 8; // up to here looking at one after the other is fastest

    private readonly WordTokenizer tokenizer;
    private readonly int[] firstEdge; // edges of state s are firstEdge[s] to firstEdge[s + 1] − 1
    private readonly int[] tokens;
    private readonly int[] next;
    private readonly double[] probabilities;
    private readonly double[] cumulative; // probability of this edge and of those before it
    private readonly TextDomain[] domains;
    private readonly int start;

    private ProbabilisticAutomaton(WordTokenizer tokenizer, IReadOnlyList<AutomatonEdge[]> states, int start)
    {
        (this.tokenizer, this.start) = (tokenizer, start);
        firstEdge = new int[states.Count + 1];
        for (var state = 0; state < states.Count; state++)
        {
            firstEdge[state + 1] = firstEdge[state] + states[state].Length;
        }

        AutomatonEdge[] edges = [.. states.SelectMany(edges => edges)];
        tokens = Array.ConvertAll(edges, edge => edge.Token);
        next = Array.ConvertAll(edges, edge => edge.Next);
        probabilities = Array.ConvertAll(edges, edge => edge.Probability);
        domains = Array.ConvertAll(edges, edge => edge.Domain);
        cumulative = new double[edges.Length];
        for (var state = 0; state < states.Count; state++)
        {
            for (var (edge, sum) = (firstEdge[state], 0.0); edge < firstEdge[state + 1]; edge++)
            {
                cumulative[edge] = sum += probabilities[edge];
            }
        }

        DocumentEntropy = SumToTheEnd(EntropyOf);
        DocumentLength = SumToTheEnd(_ => 1);
    }

    /// <summary>Number of states.</summary>
    public int States => firstEdge.Length - 1;

    /// <summary>Number of edges; as many probabilities describe the language.</summary>
    public int Edges => tokens.Length;

    /// <summary>Entropy of one document, in nats.</summary>
    public double DocumentEntropy { get; }

    /// <summary>Expected tokens of one document, its line break included.</summary>
    public double DocumentLength { get; }

    /// <summary>Entropy in nats per token of an endless text: no model's expected loss lies below.</summary>
    public double EntropyRate => DocumentEntropy / DocumentLength;

    /// <summary>The ways to go on from each state, but for the one after a document's end.</summary>
    internal IEnumerable<IReadOnlyList<(int Token, double Probability)>> EdgesByState => Enumerable.Range(1, States - 1).Select(state =>
        Enumerable.Range(firstEdge[state], firstEdge[state + 1] - firstEdge[state]).Select(edge => (tokens[edge], probabilities[edge])).ToArray());

    /// <summary>Builds the automaton of a grammar.</summary>
    /// <param name="tokenizer">Makes tokens of words; must know "\n", which ends each document.</param>
    /// <param name="documents">What the documents of each domain may say, and how large its share of the documents is.</param>
    /// <exception cref="ArgumentException">A text could come about in two ways, a word is unknown, or two domains begin with the same word.</exception>
    public static ProbabilisticAutomaton Build(WordTokenizer tokenizer, IReadOnlyList<(TextDomain Domain, double Share, Phrase Document)> documents)
    {
        var builder = new AutomatonBuilder(tokenizer);
        var shares = documents.Sum(document => document.Share);
        var starts = documents.Select(document => (document.Share / shares, builder.AddDocuments(document.Domain, document.Document))).ToArray();
        var start = builder.Merge(starts);
        return new ProbabilisticAutomaton(tokenizer, builder.States, start);
    }

    /// <summary>
    /// Expected entropy of the first tokens after a document boundary, in nats for all of them together: the least expected loss on rows of this
    /// length that begin at a boundary, wherever they are cut off. The chance of each state is carried forward token by token.
    /// </summary>
    public double EntropyOfFirst(int tokenCount)
    {
        var (sum, chances) = (0.0, new double[States]);
        chances[start] = 1;
        for (var i = 0; i < tokenCount; i++)
        {
            var after = new double[States];
            for (var state = 1; state < States; state++)
            {
                if (chances[state] > 0)
                {
                    sum += chances[state] * EntropyOf(state);
                    Spread(chances[state], state, after);
                }
            }

            chances = after;
        }

        return sum;
    }

    /// <summary>
    /// The surprise −ln p of each token of a text that begins at a document boundary, as someone feels it who knows the grammar: the least loss
    /// that any model can expect, token by token.
    /// </summary>
    /// <exception cref="ArgumentException">The grammar cannot say this text; the message names the first impossible word.</exception>
    public double[] Surprises(ReadOnlySpan<int> text)
    {
        var (state, surprises) = (start, new double[text.Length]);
        for (var i = 0; i < text.Length; i++)
        {
            var edge = EdgeOf(state, text[i]);
            if (edge < 0)
            {
                throw new ArgumentException(
                    $"The grammar cannot say '{tokenizer.Words[text[i]]}' at position {i}, after '{tokenizer.Decode(text[Math.Max(0, i - 8)..i])}'; pass a text of this world that begins with a document.");
            }

            surprises[i] = -Math.Log(probabilities[edge]);
            state = StateAfter(edge);
        }

        return surprises;
    }

    /// <summary>ln p of a text that begins at a document boundary.</summary>
    /// <exception cref="ArgumentException">The grammar cannot say this text.</exception>
    public double LogProbability(ReadOnlySpan<int> text) => -Surprises(text).Sum();

    /// <summary>Writes text from a document boundary on, until the row is full; its last document is cut off.</summary>
    /// <param name="random">Makes the choices.</param>
    /// <param name="row">Takes the tokens.</param>
    /// <param name="labels">Takes the domain of each token; may be empty.</param>
    public void Fill(SeededRandom random, Span<int> row, Span<TextDomain> labels = default)
    {
        var state = start;
        for (var i = 0; i < row.Length; i++)
        {
            var edge = Draw(random, state);
            row[i] = tokens[edge];
            state = StateAfter(edge);
            if (!labels.IsEmpty)
            {
                labels[i] = domains[edge];
            }
        }
    }

    /// <summary>Writes one whole document, its line break left out.</summary>
    public int[] Document(SeededRandom random)
    {
        var document = new List<int>();
        for (var state = start; state != AutomatonBuilder.End;)
        {
            var edge = Draw(random, state);
            document.Add(tokens[edge]);
            state = next[edge];
        }

        return [.. document[..^1]];
    }

    /// <summary>The expected sum of a quantity over the states that a document passes: one pass, since edges lead to lower numbers.</summary>
    private double SumToTheEnd(Func<int, double> quantity)
    {
        var sums = new double[States];
        for (var state = 1; state < States; state++)
        {
            sums[state] = quantity(state);
            for (var edge = firstEdge[state]; edge < firstEdge[state + 1]; edge++)
            {
                sums[state] += probabilities[edge] * sums[next[edge]];
            }
        }

        return sums[start];
    }

    private double EntropyOf(int state)
    {
        var entropy = 0.0;
        for (var edge = firstEdge[state]; edge < firstEdge[state + 1]; edge++)
        {
            entropy -= probabilities[edge] * Math.Log(probabilities[edge]);
        }

        return entropy;
    }

    private void Spread(double chance, int state, double[] after)
    {
        for (var edge = firstEdge[state]; edge < firstEdge[state + 1]; edge++)
        {
            after[StateAfter(edge)] += chance * probabilities[edge];
        }
    }

    /// <summary>After a document's end the next one begins.</summary>
    private int StateAfter(int edge) => next[edge] == AutomatonBuilder.End ? start : next[edge];

    private int EdgeOf(int state, int token)
    {
        for (var edge = firstEdge[state]; edge < firstEdge[state + 1]; edge++)
        {
            if (tokens[edge] == token)
            {
                return edge;
            }
        }

        return -1;
    }

    private int Draw(SeededRandom random, int state)
    {
        var (first, last) = (firstEdge[state], firstEdge[state + 1] - 1);
        if (first == last)
        {
            return first;
        }

        var point = random.NextDouble();
        if (last - first >= FewEdges)
        {
            var found = Array.BinarySearch(cumulative, first, last - first, point);
            return found >= 0 ? found + 1 : ~found;
        }

        while (first < last && cumulative[first] <= point)
        {
            first++;
        }

        return first;
    }
}
