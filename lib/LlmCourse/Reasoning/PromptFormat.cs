namespace LlmCourse.Reasoning;

/// <summary>The words around questions and answers in a prompt. Change one of them, and measure again. (Chapter 13.)</summary>
public sealed record PromptFormat
{
    /// <summary>What stands before all else, such as how to answer.</summary>
    public string Opening { get; init; } = "";

    /// <summary>How a question is asked; its one gap is {question}.</summary>
    public PromptTemplate Question { get; init; } = new("Q: {question}\nA:");

    /// <summary>What comes between two examples.</summary>
    public string Separator { get; init; } = "\n\n";

    /// <summary>What is put after the question so that the model begins to reason (Kojima et al. 2022).</summary>
    public string Cue { get; init; } = " Let's think step by step.";

    /// <summary>How an example's answer ends; its one gap is {answer}.</summary>
    public PromptTemplate Answer { get; init; } = new(" The answer is {answer}.");
}
