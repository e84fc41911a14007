namespace LlmCourse.Generation.Batching;

/// <summary>How much a <see cref="BatchGenerator"/> does at once, and how much it remembers.</summary>
public sealed record BatchOptions
{
    /// <summary>Texts that are written at the same time.</summary>
    public int Places { get; init; } = 8;

    /// <summary>Jobs that may wait for a place.</summary>
    public int QueueLength { get; init; } = 64;

    /// <summary>Tokens of prompts that a step reads besides the newest token of every text: the larger, the sooner a long prompt is read, and the longer the others wait for their next token.</summary>
    public int PromptTokensPerStep { get; init; } = 32;

    /// <summary>True where beginnings that were read before are taken over instead of read again.</summary>
    public bool SharesBeginnings { get; init; } = true;

    /// <summary>Texts that are kept after their jobs have ended, for others that begin alike.</summary>
    public int KeptTexts { get; init; } = 8;

    /// <summary>The most tokens of a text, prompt and answer; the whole context when null.</summary>
    public int? TextLength { get; init; }

    /// <summary>Checks that the numbers make sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        Require(Places >= 1, $"Places ({Places}) must be at least 1.");
        Require(QueueLength >= 0, $"QueueLength ({QueueLength}) must not be negative.");
        Require(PromptTokensPerStep >= 1, $"PromptTokensPerStep ({PromptTokensPerStep}) must be at least 1.");
        Require(KeptTexts >= 0, $"KeptTexts ({KeptTexts}) must not be negative.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
