using System.Globalization;

namespace LlmCourse.Training.Sweeps;

/// <summary>A part of a sweep for one of several machines: every n-th training, so that each gets small ones and large ones.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct SweepShard(int Index, int Count)
{
    /// <summary>The whole sweep.</summary>
    public static SweepShard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>2/3</c>.</summary>
    /// <exception cref="ArgumentException">It is no part of a whole.</exception>
    public static SweepShard Parse(string text)
    {
        var numbers = text.Split('/');
        return numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index >= 1 && index <= count
            ? new SweepShard(index, count)
            : throw new ArgumentException($"'{text}' is no part of a sweep; the second of three parts is 2/3, and the first number is never above the second.");
    }

    /// <summary>True for the trainings of this part.</summary>
    public bool Holds(SweepRun run) => run.Index % Count == Index - 1;

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
