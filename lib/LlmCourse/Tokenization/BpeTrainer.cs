using System.Runtime.InteropServices;
using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>
/// Learns byte pair merges: again and again the most frequent pair of neighbours becomes a token (Sennrich et al. 2016, algorithm 1). Of pairs
/// that are equally frequent the higher pair of byte strings wins, and so the result depends on nothing but the text. Counts are kept up to
/// date instead of counting anew for each merge: only the words that hold the pair are touched, and a heap finds the best. (Chapter 01.)
/// </summary>
public sealed class BpeTrainer
{
    private readonly long minimumCount;
    private readonly List<byte[]> tokens = [];                // the bytes of each token, by id
    private readonly Dictionary<string, int> idOf = [];       // and the way back
    private readonly Word[] words;                            // each different word of the text, once
    private readonly int[] symbols;                           // the tokens of all words, one word after the other
    private readonly Dictionary<(int Left, int Right), PairStatistics> statistics = [];
    private readonly PriorityQueue<(int Left, int Right), (long Count, int Left, int Right)> heap;
    private readonly HashSet<(int Left, int Right)> grown = []; // pairs that the current merge made more frequent

    private BpeTrainer(Dictionary<string, long> wordCounts, long minimumCount)
    {
        this.minimumCount = minimumCount;
        heap = new(Comparer<(long Count, int Left, int Right)>.Create(CompareBestFirst));
        for (var b = 0; b < 256; b++)
        {
            TokenOf([(byte)b]); // the first 256 ids are the bytes themselves
        }

        words = new Word[wordCounts.Count];
        var bytes = new List<byte>();
        var index = 0;
        foreach (var (word, count) in wordCounts)
        {
            var encoded = Encoding.UTF8.GetBytes(word);
            words[index++] = new Word(bytes.Count, encoded.Length, count);
            bytes.AddRange(encoded);
        }

        symbols = Array.ConvertAll(bytes.ToArray(), b => (int)b);
        for (index = 0; index < words.Length; index++)
        {
            var word = words[index];
            for (var at = word.Start; at + 1 < word.Start + word.Length; at++)
            {
                Count((symbols[at], symbols[at + 1]), word.Count, index);
            }
        }

        EnqueueGrown();
    }

    /// <summary>Learns a tokenizer from a text: 256 bytes, then merges, then the special tokens.</summary>
    /// <param name="text">The text; merges do not cross the borders of words (<see cref="Gpt2PreTokenizer"/>) or special tokens.</param>
    /// <param name="vocabularySize">Tokens wanted in all; there are fewer when no pair is frequent enough any more.</param>
    /// <param name="specialTokens">Texts that are to be one token each.</param>
    /// <param name="minimumCount">A pair less frequent than this is not merged.</param>
    /// <exception cref="ArgumentException">The vocabulary is smaller than the bytes and the special tokens.</exception>
    public static BpeTokenizer Train(string text, int vocabularySize, IReadOnlyList<string>? specialTokens = null, int minimumCount = 2)
    {
        var specials = (specialTokens ?? []).Distinct().ToArray();
        if (vocabularySize < 256 + specials.Length)
        {
            throw new ArgumentException(
                $"A vocabulary of {vocabularySize} tokens cannot hold the 256 bytes and {specials.Length} special tokens; ask for at least {256 + specials.Length}.");
        }

        var trainer = new BpeTrainer(CountWords(text, specials), Math.Max(1, minimumCount));
        var merges = trainer.LearnMerges(vocabularySize - specials.Length);
        var specialIds = specials.Select((special, i) => (special, Id: trainer.tokens.Count + i)).ToDictionary(s => s.special, s => s.Id);
        return new BpeTokenizer([.. trainer.tokens, .. specials.Select(Encoding.UTF8.GetBytes)], merges, specialIds);
    }

    private static Dictionary<string, long> CountWords(string text, string[] specialTokens)
    {
        var counts = new Dictionary<string, long>();
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var part in specialTokens.Length == 0 ? [text] : text.Split(specialTokens, StringSplitOptions.None))
        {
            for (var rest = part.AsSpan(); !rest.IsEmpty;)
            {
                var length = Gpt2PreTokenizer.PieceLength(rest);
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, rest[..length], out _)++;
                rest = rest[length..];
            }
        }

        return counts;
    }

    private List<(int Left, int Right)> LearnMerges(int vocabularySize)
    {
        var merges = new List<(int Left, int Right)>();
        while (tokens.Count < vocabularySize && TryTakeBest(out var pair))
        {
            merges.Add(pair);
            var merged = TokenOf([.. tokens[pair.Left], .. tokens[pair.Right]]);
            foreach (var word in statistics[pair].Words)
            {
                MergeIn(word, pair, merged);
            }

            statistics.Remove(pair);
            EnqueueGrown();
        }

        return merges;
    }

    /// <summary>The most frequent pair. An entry of the heap may be out of date: its pair has become rarer, and goes back with its true count.</summary>
    private bool TryTakeBest(out (int Left, int Right) pair)
    {
        while (heap.TryDequeue(out pair, out var priority))
        {
            var count = statistics.TryGetValue(pair, out var current) ? current.Count : 0;
            if (count == priority.Count)
            {
                return true;
            }

            Enqueue(pair, Math.Min(count, priority.Count));
        }

        return false;
    }

    /// <summary>Replaces the pair by the merged token in one word, and keeps the counts of the neighbouring pairs true.</summary>
    private void MergeIn(int index, (int Left, int Right) pair, int merged)
    {
        ref var word = ref words[index];
        var symbol = symbols.AsSpan(word.Start, word.Length);
        var length = 0; // of the new word, written over the old one
        for (var read = 0; read < symbol.Length; read++, length++)
        {
            symbol[length] = symbol[read];
            if (read + 1 == symbol.Length || (symbol[read], symbol[read + 1]) != pair)
            {
                continue;
            }

            symbol[length] = merged;
            read++;
            Count(pair, -word.Count, index);
            if (length > 0)
            {
                Count((symbol[length - 1], pair.Left), -word.Count, index);
                Count((symbol[length - 1], merged), word.Count, index);
            }

            if (read + 1 < symbol.Length)
            {
                Count((pair.Right, symbol[read + 1]), -word.Count, index);
                Count((merged, symbol[read + 1]), word.Count, index);
            }
        }

        word.Length = length;
    }

    private void Count((int Left, int Right) pair, long change, int word)
    {
        ref var pairStatistics = ref CollectionsMarshal.GetValueRefOrAddDefault(statistics, pair, out _);
        pairStatistics ??= new PairStatistics();
        pairStatistics.Count += change;
        if (change > 0)
        {
            grown.Add(pair);
            if (pairStatistics.Words.Count == 0 || pairStatistics.Words[^1] != word)
            {
                pairStatistics.Words.Add(word);
            }
        }
    }

    private void EnqueueGrown()
    {
        foreach (var pair in grown)
        {
            Enqueue(pair, statistics[pair].Count);
        }

        grown.Clear();
    }

    private void Enqueue((int Left, int Right) pair, long count)
    {
        if (count >= minimumCount)
        {
            heap.Enqueue(pair, (count, pair.Left, pair.Right));
        }
    }

    private int CompareBestFirst((long Count, int Left, int Right) a, (long Count, int Left, int Right) b)
    {
        var order = b.Count.CompareTo(a.Count);
        order = order != 0 ? order : tokens[b.Left].AsSpan().SequenceCompareTo(tokens[a.Left]);
        return order != 0 ? order : tokens[b.Right].AsSpan().SequenceCompareTo(tokens[a.Right]);
    }

    /// <summary>The token of some bytes, a new one where there is none; two different merges may make the same bytes.</summary>
    private int TokenOf(byte[] bytes)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(idOf, BpeTokenizer.KeyOf(bytes), out var exists);
        if (!exists)
        {
            id = tokens.Count;
            tokens.Add(bytes);
        }

        return id;
    }

    /// <summary>A word that occurs <paramref name="Count"/> times; its tokens lie at <paramref name="Start"/>.</summary>
    private record struct Word(int Start, int Length, long Count);

    /// <summary>How often a pair occurs, and words that hold it, or did before another merge.</summary>
    private sealed class PairStatistics
    {
        public long Count { get; set; }

        public List<int> Words { get; } = [];
    }
}
