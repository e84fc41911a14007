namespace LlmCourse.Data.World;

/// <summary>Something to do, and how it is done well. (Chapter 10.)</summary>
/// <param name="Task">The kind of task.</param>
/// <param name="Prompt">What the user writes.</param>
/// <param name="Response">What a good assistant writes.</param>
/// <param name="About">The person that it is about.</param>
public sealed record Instruction(InstructionTask Task, string Prompt, string Response, Person About)
{
    /// <summary>The C# function whose body a response to <see cref="InstructionTask.Programming"/> is.</summary>
    public static string Function(string body) => $"static int F(int a) => {body};";
}
