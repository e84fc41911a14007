namespace LlmCourse.Generation.Constraints;

/// <summary>White space, or none. There is a limit, since a model that begins to write spaces may never end.</summary>
internal sealed class SpacePart : GrammarPart
{
    private const int Most = 32;
    private readonly int left;

    private SpacePart(int left) => this.left = left;

    /// <summary>As much as is allowed.</summary>
    public static SpacePart Any { get; } = new(Most);

    /// <inheritdoc/>
    public override bool MayBeNothing => true;

    /// <inheritdoc/>
    public override byte[] Shortest => [];

    /// <inheritdoc/>
    public override GrammarState? Next(byte next, GrammarState state, GrammarState rest) => next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' && left > 0 ? rest.After(new SpacePart(left - 1)) : null;
}
