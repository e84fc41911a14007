namespace LlmCourse.Data.World;

/// <summary>Words that are said as they stand.</summary>
internal sealed class WordsPhrase(string words) : Phrase
{
    public string Words { get; } = words;
}
