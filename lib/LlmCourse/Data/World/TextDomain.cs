namespace LlmCourse.Data.World;

/// <summary>The kinds of documents of the synthetic world. Each has words and a build of its own, so that experts can specialise. (Chapter 09.)</summary>
public enum TextDomain
{
    /// <summary>Stories about people: who they are, whom they know, what they did.</summary>
    Story,

    /// <summary>A market's list of prices.</summary>
    Market,

    /// <summary>How a dish is made.</summary>
    Recipe,

    /// <summary>A purse's book of what comes in, goes out and is left.</summary>
    Ledger,

    /// <summary>A lottery's draw.</summary>
    Lottery,
}
