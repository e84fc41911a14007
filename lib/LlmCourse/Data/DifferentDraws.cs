namespace LlmCourse.Data;

/// <summary>Draws things until enough different ones are found.</summary>
internal static class DifferentDraws
{
    private const int MostInVain = 100_000;

    /// <summary>Different things, in the order in which they were drawn.</summary>
    /// <param name="count">How many.</param>
    /// <param name="draw">Draws one.</param>
    /// <param name="isWanted">Says whether it is of the kind that is wanted.</param>
    /// <param name="key">What two equal ones have in common.</param>
    /// <exception cref="ArgumentException">There are not so many, as far as a long search can tell, or less than one is asked for.</exception>
    public static IReadOnlyList<T> Of<T>(int count, Func<T> draw, Func<T, bool> isWanted, Func<T, string> key)
    {
        if (count < 1)
        {
            throw new ArgumentException($"At least 1 problem must be asked for, but {count} were.");
        }

        var (found, seen) = (new List<T>(), new HashSet<string>());
        for (var inVain = 0; found.Count < count; inVain++)
        {
            if (draw() is var one && isWanted(one) && seen.Add(key(one)))
            {
                found.Add(one);
                inVain = 0;
            }
            else if (inVain == MostInVain)
            {
                throw new ArgumentException($"Only {found.Count} different problems of this kind were found, but {count} were asked for; ask for fewer, or for longer ones.");
            }
        }

        return found;
    }
}
