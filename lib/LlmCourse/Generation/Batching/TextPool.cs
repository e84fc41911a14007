using LlmCourse.Generation.Decoding;

namespace LlmCourse.Generation.Batching;

/// <summary>
/// The memory of all texts: taken when it is first needed, then used again and again, never more than a fixed number. A text that has ended is remembered until its memory is needed; one that begins
/// like it takes over its keys and values. The least recently used goes first. (Prefix caching: Zheng et al. 2023, SGLang, section 3; chapter 15.)
/// </summary>
/// <param name="decoder">Whose texts they are.</param>
/// <param name="most">Texts at most.</param>
/// <param name="capacity">Tokens of each.</param>
/// <param name="sharesBeginnings">False where nothing is taken over.</param>
internal sealed class TextPool(Decoder decoder, int most, int capacity, bool sharesBeginnings) : IDisposable
{
    private readonly List<PooledText> texts = [];
    private long uses;

    /// <summary>Bytes of all texts.</summary>
    public long Bytes => texts.Sum(text => text.Text.Bytes);

    /// <summary>Memory for a text that begins with a prompt, which remembers as much of it as is known already; the last token is always left to be read, for its prediction.</summary>
    public PooledText Take(IReadOnlyList<int> prompt)
    {
        var (source, shared) = sharesBeginnings ? Longest(prompt) : (null, 0);
        var isContinued = source is { IsTaken: false } && shared == source.Known.Count; // as with the next turn of a conversation
        var text = isContinued ? source! : Free(source) ?? source!;
        if (text == source || source is null)
        {
            text.Truncate(shared);
        }
        else
        {
            text.Truncate(0);
            text.Text.CopyFrom(source.Text, shared);
            text.Known.AddRange(prompt.Take(shared));
            source.LastUse = ++uses;
        }

        (text.IsTaken, text.LastUse) = (true, ++uses);
        return text;
    }

    /// <summary>Gives memory back; what it remembers stays, until the memory is needed.</summary>
    public void Return(PooledText text) => (text.IsTaken, text.LastUse) = (false, ++uses);

    /// <inheritdoc/>
    public void Dispose() => texts.ForEach(text => text.Text.Dispose());

    private (PooledText? Text, int Shared) Longest(IReadOnlyList<int> prompt)
    {
        var best = texts.Select(text => (Text: text, Shared: text.SharedWith(prompt, prompt.Count - 1))).OrderByDescending(found => found.Shared).ThenBy(found => found.Text.IsTaken).FirstOrDefault();
        return best.Shared > 0 ? best : (null, 0);
    }

    /// <summary>Memory that nobody remembers anything in, else that of the text which was of no use for longest; never that of the source, for which null comes back where nothing else is free.</summary>
    private PooledText? Free(PooledText? source)
    {
        var free = texts.Where(text => !text.IsTaken && text != source).OrderBy(text => text.Known.Count > 0).ThenBy(text => text.LastUse).FirstOrDefault();
        if (texts.Count < most && free?.Known is not { Count: 0 })
        {
            free = new PooledText(decoder.Begin(capacity));
            texts.Add(free);
        }

        return free;
    }
}
