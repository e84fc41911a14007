namespace LlmCourse.Evaluation;

/// <summary>
/// The fewest tokens to insert, delete or replace that make the answer right. (Levenshtein 1966; the token edit distance of Schaeffer et al.
/// 2023, section 3; chapter 08.)
/// </summary>
public sealed class EditDistance : IMetric
{
    /// <inheritdoc/>
    public string Name => "edit distance (tokens)";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Score(Answer answer) => Between(answer.Given, answer.Expected);

    /// <summary>The distance between two sequences.</summary>
    public static int Between<T>(IReadOnlyList<T> first, IReadOnlyList<T> second)
    {
        int[] row = [.. Enumerable.Range(0, second.Count + 1)]; // from the first i of one to the first j of the other
        for (var i = 1; i <= first.Count; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= second.Count; j++)
            {
                var replaced = diagonal + (Equals(first[i - 1], second[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
