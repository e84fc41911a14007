using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>
/// Writes word problems: someone has some things, gets and loses some, step by step. Each step needs the result of the one before, which is what
/// makes many steps hard to do at once. A calculation belongs to the test or to the training, whoever it is told of, and no chance decides that: the two cannot meet. (Chapters 13 and 14.)
/// </summary>
public sealed class WordProblemWriter(SyntheticWorld world)
{
    /// <summary>The most steps that a problem may have.</summary>
    public const int MostSteps = 6;

    /// <summary>Steps of a problem where nothing else is said.</summary>
    public const int UsualSteps = 3;

    private const ulong TestShare = 4; // one calculation in so many is a test
    private const int SmallestChange = 2, LargestChange = 9; // "1 apples" is no English
    private static readonly string[] Countable = [.. WorldWords.Foods.Where(food => food.EndsWith('s'))]; // nor is "5 milk"
    private static readonly string[] Gains = ["buys", "finds", "gets"];
    private static readonly string[] Losses = ["sells", "loses", "eats"];

    /// <summary>True for a problem whose calculation is kept for the test, whatever its people and their things are called.</summary>
    public static bool IsTest(WordProblem problem) =>
        string.Concat(problem.Steps).Aggregate(0UL, (hash, letter) => new SeededRandom((long)hash + letter).NextBits()) % TestShare == 0;

    /// <summary>Different problems that are never trained on.</summary>
    /// <exception cref="ArgumentException">There are no problems of so many steps, or fewer than are asked for.</exception>
    public IReadOnlyList<WordProblem> Test(int count, int seed, int steps = UsualSteps) => Problems(count, seed, steps, isTest: true);

    /// <summary>Different problems of the kind that is trained on, to show in a prompt.</summary>
    /// <exception cref="ArgumentException">There are no problems of so many steps, or fewer than are asked for.</exception>
    public IReadOnlyList<WordProblem> Examples(int count, int seed, int steps = UsualSteps) => Problems(count, seed, steps, isTest: false);

    /// <summary>A problem of as many steps, of the test or of the training.</summary>
    /// <exception cref="ArgumentException">There are no problems of so many steps.</exception>
    public WordProblem Write(int steps, SeededRandom random)
    {
        if (steps is < 1 or > MostSteps)
        {
            throw new ArgumentException($"A word problem has 1 to {MostSteps} steps, but {steps} were asked for.");
        }

        var person = world.People[random.NextInt32(world.People.Count)];
        var food = Countable[random.NextInt32(Countable.Length)];
        var she = person.IsWoman ? "She" : "He";
        var number = Number(random);
        List<string> told = [$"{person.Name} has {number} {food}."];
        List<string> solved = [];
        for (var step = 0; step < steps; step++)
        {
            var change = Number(random);
            var gains = change > number || random.NextInt32(2) == 0; // nobody can lose more than there is
            told.Add($"{she} {(gains ? Gains : Losses)[random.NextInt32(Gains.Length)]} {change} {food}.");
            var after = gains ? number + change : number - change;
            solved.Add($"{number} {(gains ? '+' : '-')} {change} = {after}.");
            number = after;
        }

        return new WordProblem(string.Join(' ', told.Append($"How many {food} does {person.Name} have now?")), solved, number);
    }

    /// <summary>A problem of as many steps that is not kept for the test.</summary>
    /// <exception cref="ArgumentException">There are no problems of so many steps.</exception>
    public WordProblem WriteToTrain(int steps, SeededRandom random)
    {
        while (true)
        {
            if (Write(steps, random) is var problem && !IsTest(problem))
            {
                return problem;
            }
        }
    }

    private static int Number(SeededRandom random) => SmallestChange + random.NextInt32(LargestChange - SmallestChange + 1);

    private IReadOnlyList<WordProblem> Problems(int count, int seed, int steps, bool isTest)
    {
        var random = new SeededRandom(seed);
        return DifferentDraws.Of(count, () => Write(steps, random), problem => IsTest(problem) == isTest, problem => problem.Question);
    }
}
