namespace LlmCourse.Generation.Constraints;

/// <summary>A part of what may still come, such as the rest of a number.</summary>
internal abstract class GrammarPart
{
    /// <summary>True where the part may be left out, or has come far enough.</summary>
    public virtual bool MayBeNothing => false;

    /// <summary>The shortest way through it.</summary>
    public abstract byte[] Shortest { get; }

    /// <summary>What may come after a byte; null where the part does not go on with it.</summary>
    /// <param name="next">The byte.</param>
    /// <param name="state">The state that begins with this part.</param>
    /// <param name="rest">What comes after the part.</param>
    public abstract GrammarState? Next(byte next, GrammarState state, GrammarState rest);
}
