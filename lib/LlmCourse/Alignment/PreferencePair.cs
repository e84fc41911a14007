namespace LlmCourse.Alignment;

/// <summary>Two responses to one prompt, and which of them was preferred. (Christiano et al. 2017, section 2.2.2; chapter 11.)</summary>
/// <param name="Id">What tells this pair from all others.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Chosen">The response that was preferred.</param>
/// <param name="Rejected">The other one.</param>
public sealed record PreferencePair(string Id, string Prompt, string Chosen, string Rejected)
{
    /// <summary>Who chose; null where nobody knows.</summary>
    public string? Annotator { get; init; }

    /// <summary>Whether the chosen one was shown first; null where nobody knows.</summary>
    public bool? ChosenWasFirst { get; init; }

    /// <summary>Words that the chosen response has more than the rejected one.</summary>
    public int WordsMore => Response.WordsOf(Chosen) - Response.WordsOf(Rejected);
}
