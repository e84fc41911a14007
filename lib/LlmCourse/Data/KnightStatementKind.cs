namespace LlmCourse.Data;

/// <summary>What somebody on the island of knights and knaves says.</summary>
public enum KnightStatementKind
{
    /// <summary>Somebody is a knight.</summary>
    IsKnight,

    /// <summary>Somebody is a knave.</summary>
    IsKnave,

    /// <summary>Two people are both knights or both knaves.</summary>
    AreSame,

    /// <summary>Of two people one is a knight and one a knave.</summary>
    AreDifferent,
}
