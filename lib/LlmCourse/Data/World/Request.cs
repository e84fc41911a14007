namespace LlmCourse.Data.World;

/// <summary>
/// A short text and a question about it. All that a good response needs stands in the prompt, and it is drawn anew each time: nothing can be known by heart.
/// (Chapters 11 and 12.)
/// </summary>
/// <param name="Prompt">The text and the question: "Ada lives in Oakham. Ada likes plums. What does Ada like to eat?".</param>
/// <param name="Facts">The sentences of the text.</param>
/// <param name="Answer">The one of them that answers the question.</param>
/// <param name="Name">Whom it is about.</param>
/// <param name="Asked">What is asked.</param>
public sealed record Request(string Prompt, IReadOnlyList<string> Facts, string Answer, string Name, Relation Asked);
