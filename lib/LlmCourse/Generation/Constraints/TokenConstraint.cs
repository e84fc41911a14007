namespace LlmCourse.Generation.Constraints;

/// <summary>Keeps one text within a grammar, token by token: whatever the model, what it writes is whole and valid at the end, within the limit of tokens.</summary>
public sealed class TokenConstraint
{
    private readonly ConstrainedVocabulary vocabulary;
    private GrammarState state;

    /// <summary>Begins a text.</summary>
    /// <exception cref="ArgumentException">The vocabulary lacks a character that the shortest such text needs.</exception>
    public TokenConstraint(ConstrainedVocabulary vocabulary, GrammarState start)
    {
        (this.vocabulary, state) = (vocabulary, start);
        if (!vocabulary.CanFinish(start))
        {
            throw new ArgumentException($"The model cannot write such a text: '{System.Text.Encoding.UTF8.GetString(start.Shortest())}' would be the shortest, and not each of its characters is a token of its own.");
        }
    }

    /// <summary>True where nothing can follow.</summary>
    public bool IsOver => state.IsOver;

    /// <summary>Takes out of the choice what the text cannot go on with. [V]</summary>
    /// <param name="logits">The model's.</param>
    /// <param name="left">Tokens that may still be written, this one included.</param>
    public void Restrict(Span<float> logits, int left) => vocabulary.Restrict(state, left, logits);

    /// <summary>Takes the bytes of the token that was chosen.</summary>
    /// <exception cref="ArgumentException">The text cannot go on so.</exception>
    public void Accept(ReadOnlySpan<byte> bytes) => state = state.Next(bytes) ?? throw new ArgumentException("The text cannot go on with this token.");
}
