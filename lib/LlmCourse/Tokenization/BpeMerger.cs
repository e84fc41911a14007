using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>
/// Merges the bytes of one piece after another. The tokens of a piece form a linked list and the possible merges a heap, lowest rank and then
/// leftmost first, so that a piece of n bytes costs n log n, however long it is.
/// </summary>
internal sealed class BpeMerger(int[] byteTokens, Dictionary<(int Left, int Right), (int Rank, int Merged)> mergeOf)
{
    private readonly PriorityQueue<(int At, int Left, int Right, int Merged), (int Rank, int At)> candidates = new(LowestRankFirst);
    private byte[] bytes = new byte[64];
    private int[] tokens = new int[64];   // −1 once merged into the left neighbour
    private int[] next = new int[64];     // the length of the piece: no more
    private int[] previous = new int[64]; // −1: none
    private int length;

    private static Comparer<(int Rank, int At)> LowestRankFirst { get; } =
        Comparer<(int Rank, int At)>.Create((a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : a.At.CompareTo(b.At));

    /// <summary>The tokens of one piece of text.</summary>
    public int[] Encode(ReadOnlySpan<char> piece)
    {
        Start(piece);
        for (var at = 0; at < length; at++)
        {
            Consider(at);
        }

        var left = length;
        while (candidates.TryDequeue(out var pair, out _))
        {
            var (at, right) = (pair.At, next[pair.At]);
            if (tokens[at] != pair.Left || right == length || tokens[right] != pair.Right)
            {
                continue; // one of the two has been merged otherwise meanwhile
            }

            tokens[at] = pair.Merged;
            tokens[right] = -1;
            next[at] = next[right];
            if (next[at] < length)
            {
                previous[next[at]] = at;
            }

            left--;
            Consider(previous[at]);
            Consider(at);
        }

        var merged = new int[left];
        for (var (at, i) = (0, 0); at < length; at = next[at], i++)
        {
            merged[i] = tokens[at];
        }

        return merged;
    }

    private void Start(ReadOnlySpan<char> piece)
    {
        length = Encoding.UTF8.GetByteCount(piece);
        if (length > bytes.Length)
        {
            (bytes, tokens, next, previous) = (new byte[length], new int[length], new int[length], new int[length]);
        }

        Encoding.UTF8.GetBytes(piece, bytes);
        for (var at = 0; at < length; at++)
        {
            (tokens[at], next[at], previous[at]) = (byteTokens[bytes[at]], at + 1, at - 1);
        }
    }

    /// <summary>Puts the pair that begins at a place on the heap, if it can be merged.</summary>
    private void Consider(int at)
    {
        if (at >= 0 && next[at] < length && mergeOf.TryGetValue((tokens[at], tokens[next[at]]), out var merge))
        {
            candidates.Enqueue((at, tokens[at], tokens[next[at]], merge.Merged), (merge.Rank, at));
        }
    }
}
