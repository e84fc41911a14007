using LlmCourse.Data.World;
using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>
/// Word problems, with a reward that nobody has to learn: the sum is right or wrong. A problem is asked in one of two forms, so that a model can be held against itself: as it
/// stands it wants the steps and then the answer; with <see cref="Cue"/> at its end it wants the answer alone. (Guo et al. 2025, DeepSeek-R1, section 2.2.2, reward by rules;
/// chapter 16.)
/// </summary>
public sealed class WordProblemEnvironment : IEnvironment
{
    /// <summary>What asks for the answer at once.</summary>
    public const string Cue = "The answer now!";

    private readonly SyntheticWorld world;
    private readonly WordProblemWriter writer;
    private readonly ChatTemplate template;
    private readonly int steps;

    /// <summary>Creates an environment of the problems that are trained on.</summary>
    /// <param name="world">The world that the problems are about.</param>
    /// <param name="steps">Steps of each problem.</param>
    /// <exception cref="ArgumentException">There are no problems of so many steps.</exception>
    public WordProblemEnvironment(SyntheticWorld world, int steps = WordProblemWriter.UsualSteps)
    {
        (this.world, this.steps) = (world, steps);
        (writer, template) = (new WordProblemWriter(world), new ChatTemplate(world.Tokenizer));
        writer.WriteToTrain(steps, new SeededRandom(0)); // says now what is wrong with the number
    }

    /// <summary>The prompt of a problem.</summary>
    public static string Prompt(WordProblem problem, bool atOnce = false) => atOnce ? $"{problem.Question} {Cue}" : problem.Question;

    /// <summary>True where a response ends with the right answer.</summary>
    public static bool IsRight(WordProblem problem, string response) => response.EndsWith(problem.ShortSolution, StringComparison.Ordinal);

    /// <summary>Worked problems to learn the two forms from: in turn with steps and at once.</summary>
    public IReadOnlyList<ChatTokens> Demonstrations(int count, SeededRandom random) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var problem = writer.WriteToTrain(steps, random);
        return template.Encode(Prompt(problem, i % 2 == 1), i % 2 == 1 ? problem.ShortSolution : problem.Solution);
    })];

    /// <inheritdoc/>
    public IReadOnlyList<Episode> Play(Gpt policy, int tasks, int group, SeededRandom random)
    {
        var posed = Enumerable.Range(0, tasks).Select(i => (Problem: writer.WriteToTrain(steps, random), AtOnce: i % 2 == 1)).SelectMany(task => Enumerable.Repeat(task, group)).ToList();
        return Solve(policy, posed, random, temperature: 1);
    }

    /// <summary>Lets a policy solve given problems, each in its form.</summary>
    public IReadOnlyList<Episode> Solve(Gpt policy, IReadOnlyList<(WordProblem Problem, bool AtOnce)> posed, SeededRandom random, double temperature)
    {
        var prompts = posed.Select(task => template.Prompt(new ChatMessage(ChatRole.User, Prompt(task.Problem, task.AtOnce)))).ToList();
        var said = prompts.Chunk(512).SelectMany(some => ParallelSampler.Sample(policy, some, template.End, Policy.LongestResponse, random, temperature)).ToList();
        return [.. posed.Select((task, i) => new Episode(
            [new ChatTokens([.. prompts[i], .. said[i]], [.. prompts[i].Select(_ => false), .. said[i].Select(_ => true)])],
            IsRight(task.Problem, world.Tokenizer.Decode([.. said[i].Where(token => token != template.End)])) ? 1 : 0))];
    }
}
