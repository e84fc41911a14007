using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// Calculations with parentheses, worked out step by step: "What is (2 + 3) * 4 - 6?", "2 + 3 = 5. 5 * 4 = 20. 20 - 6 = 14." Numbers stay small, so that it is the order that is hard
/// and not the multiplication table. An expression belongs to the test or to the training, and no chance decides that: the two cannot meet. (Chapters 13 and 14.)
/// </summary>
public static class ArithmeticProblems
{
    /// <summary>Operations of a problem where nothing else is said.</summary>
    public const int Operations = 4;

    /// <summary>No number on the way is larger, nor smaller than its negative.</summary>
    public const int LargestNumber = 100;

    private const ulong TestShare = 4; // one expression in so many is a test

    /// <summary>True for an expression that is kept for the test.</summary>
    public static bool IsTest(ArithmeticExpression expression) =>
        $"{expression}".Aggregate(0UL, (hash, letter) => new SeededRandom((long)hash + letter).NextBits()) % TestShare == 0;

    /// <summary>Different problems that are never trained on.</summary>
    /// <exception cref="ArgumentException">There are not so many, or a number makes no sense.</exception>
    public static IReadOnlyList<ReasoningProblem> Test(int count, int seed, int operations = Operations) => Problems(count, seed, operations, isTest: true);

    /// <summary>Different problems of the kind that is trained on, to show in a prompt.</summary>
    /// <exception cref="ArgumentException">There are not so many, or a number makes no sense.</exception>
    public static IReadOnlyList<ReasoningProblem> Examples(int count, int seed, int operations = Operations) => Problems(count, seed, operations, isTest: false);

    private static IReadOnlyList<ReasoningProblem> Problems(int count, int seed, int operations, bool isTest)
    {
        if (operations < 1)
        {
            throw new ArgumentException($"A problem needs at least 1 operation, but {operations} were asked for.");
        }

        var random = new SeededRandom(seed);
        var drawn = DifferentDraws.Of(count, () => ArithmeticExpression.Draw(operations, random), expression => IsTest(expression) == isTest && IsSmall(expression), expression => $"{expression}");
        return [.. drawn.Select(expression => new ReasoningProblem($"What is {expression}?", expression.Steps(), $"{expression.Value}"))];
    }

    private static bool IsSmall(ArithmeticExpression expression) => expression.Values().All(value => Math.Abs(value.Top) <= LargestNumber);
}
