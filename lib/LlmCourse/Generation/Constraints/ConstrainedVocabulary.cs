using LlmCourse.Tokenization;

namespace LlmCourse.Generation.Constraints;

/// <summary>
/// The tokens of a tokenizer, to see which of them a grammar lets through. They lie in the order of their bytes, so that a beginning that many share is looked at once, and one that cannot be
/// is the end of all that begin so. (Willard and Louf 2023, section 3, without the index.)
/// </summary>
public sealed class ConstrainedVocabulary
{
    private readonly int[] tokens;     // in the order of their bytes
    private readonly byte[][] bytesOf; // by place in that order
    private readonly int[] shared;     // bytes that a token begins with like the one before it
    private readonly bool[] isToken = new bool[256];
    private readonly int longest;

    /// <summary>Sorts the tokens.</summary>
    /// <param name="tokenizer">Whose tokens they are; their bytes, one after another, are the text.</param>
    /// <param name="excluded">Tokens that stand for no text, such as the end of a turn.</param>
    public ConstrainedVocabulary(ITokenizer tokenizer, IEnumerable<int>? excluded = null)
    {
        VocabularySize = tokenizer.VocabularySize;
        HashSet<int> without = [.. excluded ?? []];
        var all = Enumerable.Range(0, VocabularySize).Where(token => !without.Contains(token)).Select(token => (Token: token, Bytes: tokenizer.TokenBytes(token).ToArray())).Where(entry => entry.Bytes.Length > 0).ToArray();
        Array.Sort(all, (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        tokens = [.. all.Select(entry => entry.Token)];
        bytesOf = [.. all.Select(entry => entry.Bytes)];
        shared = [.. bytesOf.Select((bytes, i) => i == 0 ? 0 : bytes.AsSpan().CommonPrefixLength(bytesOf[i - 1]))];
        longest = bytesOf.Select(bytes => bytes.Length).DefaultIfEmpty(0).Max();
        foreach (var bytes in bytesOf.Where(bytes => bytes.Length == 1))
        {
            isToken[bytes[0]] = true;
        }
    }

    /// <summary>Tokens of the tokenizer.</summary>
    public int VocabularySize { get; }

    /// <summary>True where the shortest end of a text can be written byte by byte.</summary>
    public bool CanFinish(GrammarState state)
    {
        foreach (var next in state.Shortest())
        {
            if (!isToken[next])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes every token out of the choice after which the text could not be made whole any more.</summary>
    /// <param name="state">Where the text stands.</param>
    /// <param name="left">Tokens that may still be written, this one included.</param>
    /// <param name="logits">Those of the tokens that are taken out become −∞. [V]</param>
    /// <exception cref="InvalidOperationException">No token is left.</exception>
    public void Restrict(GrammarState state, int left, Span<float> logits)
    {
        var allowed = new bool[VocabularySize];
        var path = new GrammarState[longest + 1]; // the states after 0, 1, 2 … bytes of the token
        (path[0], var known, var any) = (state, 0, false);
        for (var i = 0; i < tokens.Length; i++)
        {
            known = Math.Min(known, shared[i]);
            if (known < shared[i])
            {
                continue; // the one before has failed at a byte that is this one's too
            }

            var bytes = bytesOf[i];
            while (known < bytes.Length && path[known].Next(bytes[known]) is { } next)
            {
                path[++known] = next;
            }

            if (known == bytes.Length && path[known].ShortestLength < left && CanFinish(path[known]))
            {
                allowed[tokens[i]] = any = true;
            }
        }

        if (!any)
        {
            throw new InvalidOperationException($"No token of the vocabulary can go on with the text so that {left} tokens make it whole.");
        }

        for (var token = 0; token < logits.Length; token++)
        {
            logits[token] = allowed[token] ? logits[token] : float.NegativeInfinity;
        }
    }
}
