namespace LlmCourse.Generation;

/// <summary>How the next token is chosen from the model's distribution. (Chapter 04.)</summary>
public sealed record SamplingOptions
{
    /// <summary>Most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 200;

    /// <summary>Below 1 sharpens the distribution, above 1 flattens it; 0 always takes the most likely token.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Keeps only the k most likely tokens (Fan et al. 2018); null keeps all.</summary>
    public int? TopK { get; init; }

    /// <summary>Keeps the smallest set of tokens with at least this probability together, the nucleus (Holtzman et al. 2020); null keeps all.</summary>
    public double? TopP { get; init; }

    /// <summary>Texts that end the generation; the text ends before the first of them.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>Seed of the choice: the same seed gives the same text.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Always the most likely token.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Checks that the numbers make sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        Require(MaxTokens >= 1, $"MaxTokens ({MaxTokens}) must be at least 1.");
        Require(Temperature >= 0 && double.IsFinite(Temperature), $"Temperature ({Temperature}) must be at least 0, and finite.");
        Require(TopK is null or >= 1, $"TopK ({TopK}) must be at least 1.");
        Require(TopP is null or (> 0 and <= 1), $"TopP ({TopP}) must be above 0 and at most 1.");
        Require(StopSequences.All(stop => stop.Length > 0), "A stop sequence must not be empty.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
