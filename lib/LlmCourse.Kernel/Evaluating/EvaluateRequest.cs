namespace LlmCourse.Kernel.Evaluating;

/// <summary>What <c>course evaluate</c> was asked to do.</summary>
internal sealed record EvaluateRequest
{
    /// <summary>A name, a file, a folder or an address.</summary>
    public required string Model { get; init; }

    /// <summary>The file of the questions.</summary>
    public required string Tasks { get; init; }

    /// <summary>The model's name behind an address.</summary>
    public string? Name { get; init; }

    /// <summary>The strategies, each of which becomes a row of the table.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = ["direct", "cot"];

    /// <summary>Worked examples that a prompt shows.</summary>
    public int Shots { get; init; }

    /// <summary>The file that the examples come from.</summary>
    public string? Examples { get; init; }

    /// <summary>Asks the first questions only; all when null.</summary>
    public int? Limit { get; init; }

    /// <summary>What stands before all else in a prompt; what suits the model when null.</summary>
    public string? Opening { get; init; }

    /// <summary>The words before an answer.</summary>
    public string Marker { get; init; } = "The answer is";

    /// <summary>How freely the model samples; what suits the strategy when null.</summary>
    public double? Temperature { get; init; }

    /// <summary>The most tokens of one answer; what suits the model when null.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end an answer; what suits the model when null.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Seed of the samples; 42, or the service's own choice, when null.</summary>
    public int? Seed { get; init; }

    /// <summary>The most questions on their way at the same time.</summary>
    public int? Parallel { get; init; }

    /// <summary>Price of a million tokens that are read.</summary>
    public double? InputPrice { get; init; }

    /// <summary>Price of a million tokens that are written.</summary>
    public double? OutputPrice { get; init; }

    /// <summary>The folder of the results; one named after the questions and the model when null.</summary>
    public string? Out { get; init; }
}
