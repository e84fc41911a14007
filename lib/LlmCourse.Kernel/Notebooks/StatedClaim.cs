namespace LlmCourse.Kernel.Notebooks;

/// <summary>A claim as a chapter's code makes it, before any run.</summary>
/// <param name="Id">Two digits of the chapter and a slug.</param>
/// <param name="Statement">The sentence, with … for what a run fills in.</param>
/// <param name="Source">Where its band comes from; null where the code names nothing.</param>
internal sealed record StatedClaim(string Id, string Statement, string? Source);
