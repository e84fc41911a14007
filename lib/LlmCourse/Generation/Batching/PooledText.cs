using LlmCourse.Generation.Decoding;

namespace LlmCourse.Generation.Batching;

/// <summary>Memory for a text, and which tokens it remembers.</summary>
internal sealed class PooledText(DecoderText text)
{
    /// <summary>The keys and values.</summary>
    public DecoderText Text { get; } = text;

    /// <summary>The tokens that were read.</summary>
    public List<int> Known { get; } = [];

    /// <summary>True while a job writes it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>When it was last of use; the larger, the later.</summary>
    public long LastUse { get; set; }

    /// <summary>How many tokens it begins with that a prompt begins with too.</summary>
    public int SharedWith(IReadOnlyList<int> prompt, int most)
    {
        var length = 0;
        while (length < most && length < Known.Count && Known[length] == prompt[length])
        {
            length++;
        }

        return length;
    }

    /// <summary>Forgets all but the first tokens.</summary>
    public void Truncate(int length)
    {
        Known.RemoveRange(length, Known.Count - length);
        Text.Truncate(length);
    }
}
