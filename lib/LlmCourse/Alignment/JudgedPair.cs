using LlmCourse.Data.World;

namespace LlmCourse.Alignment;

/// <summary>A pair that was judged, with the request, so that one can look up what is true. (Chapter 11.)</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Pair">The choice.</param>
public sealed record JudgedPair(Request Request, PreferencePair Pair)
{
    /// <summary>The names of the features in which two responses may differ.</summary>
    public static IReadOnlyList<string> Features { get; } = ["helpful", "honest", "harmless", "a word more", "flattery"];

    /// <summary>By how much the chosen response exceeds the rejected one in each feature.</summary>
    public double[] Differences => [.. FeaturesOf(Pair.Chosen).Zip(FeaturesOf(Pair.Rejected), (chosen, rejected) => chosen - rejected)];

    private double[] FeaturesOf(string text)
    {
        var grade = ResponseGrade.Of(Request, text);
        return [grade.Helpful, grade.Honest, grade.Harmless, Response.WordsOf(text), text.Contains(RequestWriter.Flattery, StringComparison.Ordinal) ? 1 : 0];
    }
}
