namespace LlmCourse.Kernel.Site;

/// <summary>A term of the glossary.</summary>
/// <param name="Name">The term as the glossary writes it.</param>
/// <param name="Forms">The names that a text may use for it.</param>
/// <param name="Anchor">Its anchor on the glossary's page.</param>
/// <param name="Meaning">What it means, in plain text.</param>
internal sealed record GlossaryTerm(string Name, IReadOnlyList<string> Forms, string Anchor, string Meaning);
