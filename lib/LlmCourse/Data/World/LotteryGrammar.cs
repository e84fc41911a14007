using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Data.World;

/// <summary>The draws of a lottery: numbers of which nobody can know the next. They take no room in a model and leave nothing to learn but their form.</summary>
internal static class LotteryGrammar
{
    private const int Drawn = 20;
    private const int Largest = 40;

    /// <summary>All draws.</summary>
    public static Phrase Documents()
    {
        var number = OneOf(Enumerable.Range(1, Largest).Select(drawn => Say($"{drawn}")));
        return InOrder([Say("Lottery of"), OneOf(WorldWords.Days.Select(Say)), Say(":"), .. Enumerable.Repeat(number, Drawn), Say(".")]);
    }
}
