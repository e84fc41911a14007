namespace LlmCourse.Generation.Constraints;

/// <summary>
/// What may still come of a text that follows a grammar: parts, one after another. Each byte leads to another state or, where no text of the grammar goes on so, to none. States never change, and so
/// one can be looked at from many sides. (A pushdown automaton whose stack is what is still to come: Willard and Louf 2023, section 4; chapter 15.)
/// </summary>
public sealed class GrammarState
{
    private readonly GrammarPart? part;
    private readonly GrammarState rest;

    private GrammarState(GrammarPart? part, GrammarState? rest)
    {
        (this.part, this.rest) = (part, rest ?? this);
        ShortestLength = part is null ? 0 : part.Shortest.Length + this.rest.ShortestLength;
        IsComplete = part is null || (part.MayBeNothing && this.rest.IsComplete);
    }

    /// <summary>Nothing more may come.</summary>
    internal static GrammarState Over { get; } = new(null, null);

    /// <summary>True where the text is whole as it is.</summary>
    public bool IsComplete { get; }

    /// <summary>True where the text is whole and nothing can follow.</summary>
    public bool IsOver => part is null;

    /// <summary>Bytes that are at least missing.</summary>
    public int ShortestLength { get; }

    /// <summary>The state after one more byte; null where no text of the grammar goes on with it.</summary>
    public GrammarState? Next(byte next)
    {
        for (var state = this; state.part is not null; state = state.rest)
        {
            if (state.part.Next(next, state, state.rest) is { } after)
            {
                return after;
            }

            if (!state.part.MayBeNothing)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The state after more bytes; null where no text of the grammar goes on with them.</summary>
    public GrammarState? Next(ReadOnlySpan<byte> bytes)
    {
        var state = this;
        foreach (var next in bytes)
        {
            if (state.Next(next) is not { } after)
            {
                return null;
            }

            state = after;
        }

        return state;
    }

    /// <summary>The shortest that makes the text whole.</summary>
    public byte[] Shortest()
    {
        var bytes = new List<byte>(ShortestLength);
        for (var state = this; state.part is not null; state = state.rest)
        {
            bytes.AddRange(state.part.Shortest);
        }

        return [.. bytes];
    }

    /// <summary>This state with a part before it.</summary>
    internal GrammarState After(GrammarPart first) => new(first, this);
}
