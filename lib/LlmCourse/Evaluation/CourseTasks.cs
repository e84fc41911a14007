using LlmCourse.Data;
using LlmCourse.Data.World;

namespace LlmCourse.Evaluation;

/// <summary>The course's own problems as items of task files: those of the test to measure with, those of the training to show in a prompt. (Chapter 14.)</summary>
public static class CourseTasks
{
    private const int NumbersOfADeal = 4;

    private static readonly Lazy<WordProblemWriter> Writer = new(() => new WordProblemWriter(new SyntheticWorld(WorldOptions.Town)));

    private static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["arithmetic"] = new("operations", ArithmeticProblems.Operations, (count, seed, size, isTest) =>
            isTest ? ArithmeticProblems.Test(count, seed, size) : ArithmeticProblems.Examples(count, seed, size)),
        ["game-of-24"] = new("numbers", NumbersOfADeal, (count, seed, size, isTest) => size == NumbersOfADeal
            ? GameOf24.Deals(count, seed, isTest).Select(Problem)
            : throw new ArgumentException($"A game of 24 deals {NumbersOfADeal} numbers, but {size} were asked for."), AnswerCheck.GameOf24),
        ["knights-and-knaves"] = new("people", KnightsAndKnaves.People, (count, seed, size, isTest) =>
            (isTest ? KnightsAndKnaves.Test(count, seed, size) : KnightsAndKnaves.Examples(count, seed, size)).Select(puzzle => puzzle.Solve())),
        ["last-digits"] = new("steps", LastDigitProblems.Steps, (count, seed, size, isTest) =>
            (isTest ? LastDigitProblems.Test(count, seed, size) : LastDigitProblems.Examples(count, seed, size))
                .Select(problem => Problem(problem.Question, problem.Steps, problem.Answer))),
        ["word-problems"] = new("steps", WordProblemWriter.UsualSteps, (count, seed, size, isTest) =>
            (isTest ? Writer.Value.Test(count, seed, size) : Writer.Value.Examples(count, seed, size))
                .Select(problem => Problem(problem.Question, problem.Steps, problem.Answer))),
    };

    /// <summary>The kinds of problems, such as "arithmetic".</summary>
    public static IReadOnlyCollection<string> Names => Kinds.Keys;

    /// <summary>What the size of a kind's problems counts, as "operations".</summary>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static string UnitOf(string name) => Find(name).Unit;

    /// <summary>Problems of a kind.</summary>
    /// <param name="name">The kind.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed of the problems.</param>
    /// <param name="size">How large each is, in the kind's unit; the usual size when null.</param>
    /// <param name="isTest">True for problems that are never trained on, false for those that are.</param>
    /// <exception cref="ArgumentException">There is no such kind, or there are not so many problems of that size.</exception>
    public static IReadOnlyList<TaskItem> Create(string name, int count, int seed, int? size = null, bool isTest = true)
    {
        var kind = Find(name);
        return count < 1
            ? throw new ArgumentException($"At least 1 problem must be asked for, but {count} were.")
            : [.. kind.Create(count, seed, size ?? kind.Usual, isTest).Select((problem, i) => new TaskItem($"{name}-{i + 1}", problem.Question, problem.Answer, problem.Reasoning, kind.Check))];
    }

    private static ReasoningProblem Problem(string question, IReadOnlyList<string> steps, int answer) => new(question, [.. steps.Select(step => step.TrimEnd('.'))], $"{answer}");

    private static ReasoningProblem Problem(GameOf24 deal)
    {
        var solution = deal.Solution()!;
        return new ReasoningProblem($"Use {deal}, each once, with + - * / to make 24. Answer with one expression.", solution.Steps(), $"{solution}");
    }

    private static Kind Find(string name) =>
        Kinds.TryGetValue(name, out var kind) ? kind : throw new ArgumentException($"There are no problems '{name}'.{Runtime.JsonKeys.DidYouMean(name, Kinds.Keys)} There are: {string.Join(", ", Kinds.Keys)}.");

    /// <summary>What the size counts, the usual size, how problems are made, and the check that judges answers, if any.</summary>
    private sealed record Kind(string Unit, int Usual, Func<int, int, int, bool, IEnumerable<ReasoningProblem>> Create, string? Check = null);
}
