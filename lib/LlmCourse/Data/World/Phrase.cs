namespace LlmCourse.Data.World;

/// <summary>
/// A piece of a probabilistic grammar: what may be said, and how likely each way of saying it is. Phrases are values that are put together
/// from smaller ones; <see cref="ProbabilisticAutomaton"/> is what becomes of them. (Chapter 05.)
/// </summary>
public abstract class Phrase
{
    private protected Phrase()
    {
    }

    /// <summary>Says nothing.</summary>
    public static Phrase Nothing { get; } = new SequencePhrase([]);

    /// <summary>Says these words, always.</summary>
    public static Phrase Say(string words) => new WordsPhrase(words);

    /// <summary>Says one phrase after the other.</summary>
    public static Phrase InOrder(params Phrase[] parts) => new SequencePhrase(parts);

    /// <summary>Says one of the phrases, each as often as its weight says.</summary>
    /// <exception cref="ArgumentException">There is no alternative, or a weight is not positive.</exception>
    public static Phrase OneOf(params IEnumerable<(double Weight, Phrase Phrase)> alternatives) => new ChoicePhrase([.. alternatives]);

    /// <summary>Says one of the phrases, all equally often.</summary>
    /// <exception cref="ArgumentException">There is no alternative.</exception>
    public static Phrase OneOf(params IEnumerable<Phrase> alternatives) => OneOf(alternatives.Select(phrase => (1.0, phrase)));

    /// <summary>Says the phrase with a probability, and else nothing.</summary>
    public static Phrase Maybe(double probability, Phrase phrase) => OneOf((probability, phrase), (1 - probability, Nothing));
}
