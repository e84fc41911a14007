using LlmCourse.Data.World;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>
/// Someone who is paid to say which of two responses is the better one. What is really good weighs most, but so do length, flattery, and what is shown first; and
/// then there is luck. (Bradley and Terry 1952, for the choice; Singhal et al. 2023, for length; Sharma et al. 2023, for flattery; chapter 11.)
/// </summary>
public sealed record Annotator
{
    /// <summary>Who it is; stands in the files.</summary>
    public required string Name { get; init; }

    /// <summary>What a whole point of helpfulness is worth.</summary>
    public double Helpful { get; init; } = 2;

    /// <summary>What honesty is worth.</summary>
    public double Honest { get; init; } = 2;

    /// <summary>What harmlessness is worth.</summary>
    public double Harmless { get; init; } = 2;

    /// <summary>What each word more is worth, whatever it says: the length bias.</summary>
    public double PerWord { get; init; }

    /// <summary>What a response is worth more that flatters, once.</summary>
    public double ForFlattery { get; init; }

    /// <summary>What it is worth to be shown first.</summary>
    public double ForFirst { get; init; }

    /// <summary>How much is luck: 0 always chooses what it likes best, infinity tosses a coin.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>How much the annotator likes a response.</summary>
    public double Liking(Request request, string response)
    {
        var grade = ResponseGrade.Of(request, response);
        return (Helpful * grade.Helpful) + (Honest * grade.Honest) + (Harmless * grade.Harmless)
            + (PerWord * Response.WordsOf(response)) + (response.Contains(RequestWriter.Flattery, StringComparison.Ordinal) ? ForFlattery : 0);
    }

    /// <summary>The probability that the response that is shown first is chosen.</summary>
    public double ProbabilityOfFirst(Request request, string first, string second)
    {
        var (one, other) = (Liking(request, first) + ForFirst, Liking(request, second));
        return Temperature > 0 ? BradleyTerry.Probability(one / Temperature, other / Temperature) : one > other ? 1 : one < other ? 0 : 0.5;
    }

    /// <summary>The choice, once.</summary>
    public bool ChoosesFirst(Request request, string first, string second, SeededRandom random) => random.NextDouble() < ProbabilityOfFirst(request, first, second);
}
