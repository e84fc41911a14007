namespace LlmCourse.Data.World;

/// <summary>Phrases of which one is said; the weights are made into probabilities.</summary>
internal sealed class ChoicePhrase : Phrase
{
    public ChoicePhrase(IReadOnlyList<(double Weight, Phrase Phrase)> alternatives)
    {
        if (alternatives.Count == 0 || alternatives.Any(alternative => !(alternative.Weight > 0 && double.IsFinite(alternative.Weight))))
        {
            throw new ArgumentException(
                $"A choice needs at least one alternative, and each a positive weight; it has {alternatives.Count} with the weights {string.Join(", ", alternatives.Take(10).Select(a => a.Weight))}.");
        }

        var sum = alternatives.Sum(alternative => alternative.Weight);
        Alternatives = [.. alternatives.Select(alternative => (alternative.Weight / sum, alternative.Phrase))];
    }

    public IReadOnlyList<(double Probability, Phrase Phrase)> Alternatives { get; }
}
