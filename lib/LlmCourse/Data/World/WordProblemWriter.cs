using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>
/// Writes word problems: someone has some things, gets and loses some, step by step. Each step needs the result of the one before, which is what
/// makes many steps hard to do at once. (Chapters 13 and 14.)
/// </summary>
public sealed class WordProblemWriter(SyntheticWorld world)
{
    /// <summary>The most steps that a problem may have.</summary>
    public const int MostSteps = 6;

    private const int LargestChange = 9;
    private static readonly string[] Gains = ["buys", "finds", "gets"];
    private static readonly string[] Losses = ["sells", "loses", "eats"];

    /// <summary>A problem of as many steps.</summary>
    /// <exception cref="ArgumentException">There are no problems of so many steps.</exception>
    public WordProblem Write(int steps, SeededRandom random)
    {
        if (steps is < 1 or > MostSteps)
        {
            throw new ArgumentException($"A word problem has 1 to {MostSteps} steps, but {steps} were asked for.");
        }

        var person = world.People[random.NextInt32(world.People.Count)];
        var food = WorldWords.Foods[random.NextInt32(WorldWords.Foods.Count)];
        var she = person.IsWoman ? "She" : "He";
        var number = 1 + random.NextInt32(LargestChange);
        List<string> told = [$"{person.Name} has {number} {food}."];
        List<string> solved = [];
        for (var step = 0; step < steps; step++)
        {
            var change = 1 + random.NextInt32(LargestChange);
            var gains = change > number || random.NextInt32(2) == 0; // nobody can lose more than there is
            told.Add($"{she} {(gains ? Gains : Losses)[random.NextInt32(Gains.Length)]} {change} {food}.");
            var after = gains ? number + change : number - change;
            solved.Add($"{number} {(gains ? '+' : '-')} {change} = {after}.");
            number = after;
        }

        return new WordProblem(string.Join(' ', told.Append($"How many {food} does {person.Name} have now?")), solved, number);
    }
}
