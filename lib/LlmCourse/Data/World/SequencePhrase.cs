namespace LlmCourse.Data.World;

/// <summary>Phrases that are said one after the other.</summary>
internal sealed class SequencePhrase(IReadOnlyList<Phrase> parts) : Phrase
{
    public IReadOnlyList<Phrase> Parts { get; } = parts;
}
