using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Evaluation;

/// <summary>
/// A task of many steps: add a number, to the result the next, and so on, each step with what the model itself wrote in the last. A step that
/// would need one digit more drops it, as an odometer does. If each step succeeds with probability p whatever came before, a chain of k steps
/// does with p^k. (Chapter 08.)
/// </summary>
public static class ChainedSums
{
    /// <summary>Share of chains in which everything is right up to each step. The first step's share is p. [steps].</summary>
    /// <exception cref="ArgumentException">There is no chain, or no step.</exception>
    public static double[] RightUntil(LanguageModel model, AdditionTasks task, int chains, int steps, int seed)
    {
        if (chains < 1 || steps < 1)
        {
            throw new ArgumentException($"There must be at least 1 chain ({chains}) of at least 1 step ({steps}).");
        }

        var (random, limit) = (new SeededRandom(seed), (long)Math.Pow(10, task.Digits));
        var totals = Enumerable.Range(0, chains).Select(_ => random.NextInt64(limit)).ToArray();
        var (alive, shares) = (Enumerable.Repeat(true, chains).ToArray(), new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            long[] added = [.. totals.Select(total => Partner(total, limit, random))];
            var sums = Ask(model, task, totals, added);
            for (var i = 0; i < chains; i++)
            {
                alive[i] &= sums[i] == totals[i] + added[i];
                totals[i] = (sums[i] ?? 0) % limit;
            }

            shares[step] = alive.Average(right => right ? 1.0 : 0);
        }

        return shares;
    }

    /// <summary>A number whose sum with the other one was never trained on; any number where a hundred draws find none, as may be with one digit.</summary>
    private static long Partner(long total, long limit, SeededRandom random)
    {
        var number = random.NextInt64(limit);
        for (var draw = 1; draw < 100 && !AdditionTasks.IsTest(total, number); draw++)
        {
            number = random.NextInt64(limit);
        }

        return number;
    }

    /// <summary>What the model writes after each question; null where that is no number.</summary>
    private static long?[] Ask(LanguageModel model, AdditionTasks task, long[] first, long[] second)
    {
        using var scope = NewDisposeScope();
        var questions = first.Zip(second, task.Question).SelectMany(tokens => tokens).ToArray();
        var answers = first.Zip(second, (a, b) => task.Answer(a + b)).SelectMany(tokens => tokens).ToArray();
        return [.. Answer.Collect(model, tensor(questions, [first.Length, task.QuestionLength]), tensor(answers, [first.Length, task.AnswerLength])).Select(answer => task.Read(answer.Given))];
    }
}
