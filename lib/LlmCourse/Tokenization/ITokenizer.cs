namespace LlmCourse.Tokenization;

/// <summary>Turns text into the numbers that a model reads, and numbers back into text. (Chapter 01.)</summary>
public interface ITokenizer
{
    /// <summary>Number of different tokens, V; ids run from 0 to V − 1.</summary>
    public int VocabularySize { get; }

    /// <summary>
    /// The ids of a text. Special tokens are recognised only on request, so that text from outside cannot forge one.
    /// </summary>
    /// <exception cref="ArgumentException">The text holds something that this tokenizer cannot express.</exception>
    public int[] Encode(string text, bool recogniseSpecialTokens = false);

    /// <summary>The text of some ids; bytes that are no valid UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> tokens);

    /// <summary>The bytes that a token stands for; it may begin or end in the middle of a UTF-8 sequence.</summary>
    /// <exception cref="ArgumentException">The id is not in the vocabulary.</exception>
    public ReadOnlySpan<byte> TokenBytes(int token);
}
