namespace LlmCourse.Data;

/// <summary>A small calculation of several steps, of which only last digits are kept.</summary>
/// <param name="Question">"Take 7, then make it 5 more, then take it 3 times."</param>
/// <param name="Steps">"7 + 5 = 2.", "2 x 3 = 6."</param>
/// <param name="Answer">The last digit of the result.</param>
public sealed record LastDigitProblem(string Question, IReadOnlyList<string> Steps, int Answer)
{
    /// <summary>The steps as one text.</summary>
    public string Reasoning => string.Join(' ', Steps);
}
