using LlmCourse.Data;

namespace LlmCourse.Evaluation;

/// <summary>The course's own problems as items of task files: those of the test to measure with, those of the training to show in a prompt. (Chapter 14.)</summary>
public static class CourseTasks
{
    private static readonly Dictionary<string, (string Unit, int Usual, Func<int, int, int, bool, IEnumerable<ReasoningProblem>> Create)> Kinds = new()
    {
        ["arithmetic"] = ("operations", ArithmeticProblems.Operations, (count, seed, size, isTest) =>
            isTest ? ArithmeticProblems.Test(count, seed, size) : ArithmeticProblems.Examples(count, seed, size)),
        ["knights-and-knaves"] = ("people", KnightsAndKnaves.People, (count, seed, size, isTest) =>
            (isTest ? KnightsAndKnaves.Test(count, seed, size) : KnightsAndKnaves.Examples(count, seed, size)).Select(puzzle => puzzle.Solve())),
        ["last-digits"] = ("steps", LastDigitProblems.Steps, (count, seed, size, isTest) =>
            (isTest ? LastDigitProblems.Test(count, seed, size) : LastDigitProblems.Examples(count, seed, size))
                .Select(problem => new ReasoningProblem(problem.Question, [.. problem.Steps.Select(step => step.TrimEnd('.'))], $"{problem.Answer}"))),
    };

    /// <summary>The kinds of problems: "arithmetic", "knights-and-knaves", "last-digits".</summary>
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
        return [.. kind.Create(count, seed, size ?? kind.Usual, isTest).Select((problem, i) => new TaskItem($"{name}-{i + 1}", problem.Question, problem.Answer, problem.Reasoning))];
    }

    private static (string Unit, int Usual, Func<int, int, int, bool, IEnumerable<ReasoningProblem>> Create) Find(string name) =>
        Kinds.TryGetValue(name, out var kind) ? kind : throw new ArgumentException($"There are no problems '{name}'.{Runtime.JsonKeys.DidYouMean(name, Kinds.Keys)} There are: {string.Join(", ", Kinds.Keys)}.");
}
