namespace LlmCourse.Generation.Decoding;

/// <summary>One more token of a text, for a <see cref="Decoder"/> to read.</summary>
/// <param name="Text">The text; the token comes after all that it has read, and after its rows before this one.</param>
/// <param name="Token">The token.</param>
/// <param name="IsAsked">True where the logits of the token after it are wanted.</param>
public readonly record struct DecoderRow(DecoderText Text, int Token, bool IsAsked);
