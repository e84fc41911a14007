namespace LlmCourse.Data;

/// <summary>Something that is said on the island of knights and knaves.</summary>
/// <param name="Kind">What is said.</param>
/// <param name="First">The person whom it is about, by number from 0.</param>
/// <param name="Second">The other one; the same where it is about one alone.</param>
public sealed record KnightStatement(KnightStatementKind Kind, int First, int Second)
{
    /// <summary>Whether it is true, given who is a knight.</summary>
    public bool IsTrue(IReadOnlyList<bool> knights) => Kind switch
    {
        KnightStatementKind.IsKnight => knights[First],
        KnightStatementKind.IsKnave => !knights[First],
        KnightStatementKind.AreSame => knights[First] == knights[Second],
        _ => knights[First] != knights[Second],
    };
}
