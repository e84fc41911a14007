using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace LlmCourse.Tokenization;

/// <summary>
/// Byte pair encoding on bytes (Sennrich et al. 2016; Radford et al. 2019, section 2.2): a text is cut into pieces, each piece starts as
/// its UTF-8 bytes, and pairs of neighbours are merged, those learnt first going first. Any text can be expressed; a lone surrogate, which has
/// no UTF-8 form, becomes U+FFFD. Safe to use from several threads. (Chapter 01.)
/// </summary>
public sealed class BpeTokenizer : ITokenizer
{
    private const int LargestCache = 1 << 16;
    private const int LongestCachedPiece = 64;

    private readonly byte[][] bytesOf;
    private readonly int[] byteTokens = new int[256];
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> mergeOf;
    private readonly SearchValues<string> specialTexts;
    private readonly Dictionary<string, int>? wholePieces;
    private readonly ConcurrentDictionary<string, int[]> cache = new(); // pieces repeat: a lookup is far cheaper than merging again
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> known;
    private int cached;

    /// <summary>Creates a tokenizer from its parts; <see cref="BpeTrainer"/> learns them from a text.</summary>
    /// <param name="tokens">The bytes of each token, by id; every single byte is among them.</param>
    /// <param name="merges">Pairs of ids in the order in which they were learnt; their joined bytes are tokens too.</param>
    /// <param name="specialTokens">Texts that are one token each, with their ids; none when null.</param>
    /// <exception cref="ArgumentException">The parts do not fit together; the message says where.</exception>
    public BpeTokenizer(
        IReadOnlyList<byte[]> tokens, IReadOnlyList<(int Left, int Right)> merges, IReadOnlyDictionary<string, int>? specialTokens = null)
        : this(tokens, merges, specialTokens, BpeRules.Gpt2)
    {
    }

    internal BpeTokenizer(
        IReadOnlyList<byte[]> tokens, IReadOnlyList<(int Left, int Right)> merges, IReadOnlyDictionary<string, int>? specialTokens, BpeRules rules)
    {
        Rules = rules;
        known = cache.GetAlternateLookup<ReadOnlySpan<char>>();
        bytesOf = [.. tokens];
        Merges = [.. merges];
        SpecialTokens = (specialTokens ?? new Dictionary<string, int>()).ToDictionary(s => s.Key, s => s.Value);
        specialTexts = SearchValues.Create([.. SpecialTokens.Keys], StringComparison.Ordinal);

        var idOf = OrdinaryIds();
        for (var b = 0; b < 256; b++)
        {
            byteTokens[b] = idOf.TryGetValue(KeyOf([(byte)b]), out var id)
                ? id
                : IsNeverInUtf8(b) ? -1
                : throw new ArgumentException($"The vocabulary has no token for the single byte 0x{b:X2}, but a byte-level tokenizer needs all 256.");
        }

        wholePieces = rules.TakesWholePieces ? idOf : null;
        mergeOf = new(Merges.Count);
        foreach (var (left, right) in Merges)
        {
            byte[] joined = [.. TokenBytes(left), .. TokenBytes(right)];
            mergeOf.TryAdd((left, right), (mergeOf.Count, idOf.TryGetValue(KeyOf(joined), out var merged)
                ? merged
                : throw new ArgumentException(
                    $"The merge of '{ByteAlphabet.Write(TokenBytes(left))}' and '{ByteAlphabet.Write(TokenBytes(right))}' gives a token that is not in the vocabulary.")));
        }
    }

    /// <inheritdoc/>
    public int VocabularySize => bytesOf.Length;

    /// <summary>The merges as pairs of ids, in the order in which they were learnt.</summary>
    public IReadOnlyList<(int Left, int Right)> Merges { get; }

    /// <summary>Texts that are one token each, with their ids.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; }

    /// <summary>How it differs from GPT-2's.</summary>
    internal BpeRules Rules { get; }

    /// <summary>
    /// Reads the tokenizer of a pretrained model: <c>tokenizer.json</c> of its folder, or <c>vocab.json</c> with <c>merges.txt</c>. GPT-2's, Llama 3's,
    /// Qwen's and SmolLM's are byte-level tokenizers; those of SentencePiece (Llama 1 and 2) are not. What a model wants before every text
    /// (Llama 3's <c>&lt;|begin_of_text|&gt;</c>) is not added.
    /// </summary>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or describes another kind of tokenizer; the message says what is not known.</exception>
    public static BpeTokenizer FromPretrained(string folder) => BpeFiles.ReadFolder(folder);

    /// <summary>Reads a Hugging Face <c>tokenizer.json</c> of a byte-level tokenizer.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or describes another kind of tokenizer.</exception>
    public static BpeTokenizer Load(string path) => BpeFiles.ReadJson(path);

    /// <summary>
    /// Reads <c>vocab.json</c> and <c>merges.txt</c>, GPT-2's own form, from a folder. Entries of the vocabulary that are neither a byte
    /// nor made by a merge are special tokens.
    /// </summary>
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the two do not belong together.</exception>
    public static BpeTokenizer LoadVocabularyAndMerges(string folder) => BpeFiles.ReadVocabularyAndMerges(folder);

    /// <summary>Writes a Hugging Face <c>tokenizer.json</c>, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public void Save(string path) => BpeFiles.WriteJson(this, path);

    /// <summary>Writes <c>vocab.json</c> and <c>merges.txt</c>, GPT-2's own form, into a folder, each atomically.</summary>
    /// <exception cref="InvalidOperationException">The form has no place for this tokenizer's pattern.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void SaveVocabularyAndMerges(string folder) => BpeFiles.WriteVocabularyAndMerges(this, folder);

    /// <inheritdoc/>
    public int[] Encode(string text, bool recogniseSpecialTokens = false)
    {
        var tokens = new List<int>((text.Length / 3) + 1);
        var rest = text.AsSpan();
        while (recogniseSpecialTokens && rest.IndexOfAny(specialTexts) is var at and >= 0)
        {
            EncodeOrdinary(rest[..at], tokens);
            var special = SpecialAt(rest[at..]);
            tokens.Add(SpecialTokens[special]);
            rest = rest[(at + special.Length)..];
        }

        EncodeOrdinary(rest, tokens);
        return [.. tokens];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens) => this.JoinBytes(tokens);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TokenBytes(int token) => bytesOf.BytesAt(token);

    /// <summary>Bytes as a dictionary key, one character each.</summary>
    internal static string KeyOf(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The ids of all tokens that are not special, by their bytes.</summary>
    private Dictionary<string, int> OrdinaryIds()
    {
        var special = SpecialTokens.Values.ToHashSet();
        var ids = new Dictionary<string, int>(bytesOf.Length);
        for (var id = 0; id < bytesOf.Length; id++)
        {
            if (!special.Contains(id) && !ids.TryAdd(KeyOf(bytesOf[id]), id))
            {
                throw new ArgumentException($"The tokens {ids[KeyOf(bytesOf[id])]} and {id} are the same bytes, '{ByteAlphabet.Write(bytesOf[id])}'; every token must differ.");
            }
        }

        foreach (var (text, id) in SpecialTokens)
        {
            if (text.Length == 0 || !TokenBytes(id).SequenceEqual(Encoding.UTF8.GetBytes(text)))
            {
                throw new ArgumentException($"The special token '{text}' must not be empty, and the bytes of its id ({id}) must be its text.");
            }
        }

        return ids;
    }

    /// <summary>The longest special token at the start of a text that has one there.</summary>
    private string SpecialAt(ReadOnlySpan<char> text)
    {
        var longest = "";
        foreach (var special in SpecialTokens.Keys)
        {
            longest = special.Length > longest.Length && text.StartsWith(special, StringComparison.Ordinal) ? special : longest;
        }

        return longest;
    }

    private void EncodeOrdinary(ReadOnlySpan<char> text, List<int> tokens)
    {
        var merger = new BpeMerger(byteTokens, mergeOf);
        if (Rules == BpeRules.Gpt2)
        {
            while (!text.IsEmpty)
            {
                var length = Gpt2PreTokenizer.PieceLength(text);
                EncodePiece(text[..length], merger, tokens);
                text = text[length..];
            }

            return;
        }

        text = Rules.ComposesText ? ComposedText.Of(text) : text;
        foreach (var length in Rules.PreTokenizer.PieceLengths(text))
        {
            EncodePiece(text[..length], merger, tokens);
            text = text[length..];
        }
    }

    private void EncodePiece(ReadOnlySpan<char> piece, BpeMerger merger, List<int> tokens)
    {
        if (!known.TryGetValue(piece, out var encoded))
        {
            encoded = wholePieces is not null && wholePieces.TryGetValue(KeyOf(Encoding.UTF8.GetBytes(piece.ToString())), out var whole)
                ? [whole]
                : merger.Encode(piece);
            Remember(piece, encoded);
        }

        tokens.AddRange(encoded);
    }

    /// <summary>Bytes that no text has; a trained vocabulary may lack them.</summary>
    private static bool IsNeverInUtf8(int b) => b is 0xC0 or 0xC1 or >= 0xF5;

    private void Remember(ReadOnlySpan<char> piece, int[] encoded)
    {
        if (piece.Length <= LongestCachedPiece && cached < LargestCache && cache.TryAdd(piece.ToString(), encoded))
        {
            Interlocked.Increment(ref cached);
        }
    }
}
