namespace LlmCourse.Data.World;

/// <summary>What an assistant of the synthetic world can be asked to do. (Chapter 10.)</summary>
public enum InstructionTask
{
    /// <summary>Answer a question from what the texts have told; the answer is not in the question.</summary>
    Answering,

    /// <summary>Say two sentences in other words, the second with a pronoun.</summary>
    Rewriting,

    /// <summary>Say in one sentence what a story is about.</summary>
    Summarising,

    /// <summary>Say what happens to a number of things as the body of a C# function; whether it is right is for tests to say, not for its letters.</summary>
    Programming,
}
