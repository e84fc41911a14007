namespace LlmCourse.Kernel.Running;

/// <summary>A typical wrong answer to an exercise.</summary>
/// <param name="Exercise">The exercise's id.</param>
/// <param name="Name">What was misunderstood, in a few words.</param>
/// <param name="Hint">A part of the hint that its check must give.</param>
/// <param name="Code">What stands in the stub's place.</param>
public sealed record WrongAnswer(string Exercise, string Name, string Hint, string Code);
