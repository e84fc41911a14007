namespace LlmCourse.Kernel.Serving;

/// <summary>How a conversation in the terminal begins.</summary>
internal sealed record ChatSettings
{
    /// <summary>How the model is to answer; nothing is said of it when null.</summary>
    public string? System { get; init; }

    /// <summary>How freely it samples.</summary>
    public double Temperature { get; init; } = 0.7;

    /// <summary>The most tokens of one answer; as many as fit when null.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Seed of the first answer; each has another one.</summary>
    public int Seed { get; init; }

    /// <summary>True where a person types.</summary>
    public bool ShowsPrompt { get; init; }
}
