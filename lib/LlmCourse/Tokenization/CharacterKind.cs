namespace LlmCourse.Tokenization;

/// <summary>What the GPT-2 pattern tells apart.</summary>
internal enum CharacterKind
{
    /// <summary>\s</summary>
    Space,

    /// <summary>\p{L}</summary>
    Letter,

    /// <summary>\p{N}</summary>
    Number,

    /// <summary>Anything else.</summary>
    Symbol,
}
