namespace LlmCourse.Generation.Constraints;

/// <summary>Parts one after another.</summary>
internal sealed class SequencePart(params IReadOnlyList<GrammarPart> parts) : GrammarPart
{
    /// <inheritdoc/>
    public override byte[] Shortest { get; } = [.. parts.SelectMany(part => part.Shortest)];

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest) => parts.Reverse().Aggregate(rest, (after, part) => after.After(part)).Next(next);
}
