namespace LlmCourse.Kernel.Notebooks;

/// <summary>An exercise as a chapter's code gives it.</summary>
/// <param name="Id">Two digits of the chapter and a slug.</param>
/// <param name="Goal">What is to be done.</param>
/// <param name="Minutes">How long a reader should expect to take.</param>
internal sealed record StatedExercise(string Id, string Goal, int Minutes);
