namespace LlmCourse.Tokenization;

/// <summary>What byte-level tokenizers do differently beside their vocabularies.</summary>
/// <param name="PreTokenizer">How a text is cut into pieces.</param>
/// <param name="TakesWholePieces">Whether a piece that is a token is taken as it is, without merging (Llama 3's <c>ignore_merges</c>).</param>
/// <param name="ComposesText">Whether the text is brought into Unicode's composed form first (Qwen's normalizer NFC).</param>
internal sealed record BpeRules(PreTokenizer PreTokenizer, bool TakesWholePieces = false, bool ComposesText = false)
{
    public static BpeRules Gpt2 { get; } = new(PreTokenizer.Gpt2);
}
