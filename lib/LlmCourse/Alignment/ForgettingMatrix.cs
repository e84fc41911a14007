namespace LlmCourse.Alignment;

/// <summary>
/// How well each task is done after each stage of a training: a row a stage, a column a task. What a task lost after its best stage is what was
/// forgotten. (Lopez-Paz and Ranzato 2017, section 2; chapter 10.)
/// </summary>
public sealed class ForgettingMatrix
{
    private readonly List<(string Stage, double[] Scores)> rows = [];

    /// <summary>A matrix without stages.</summary>
    /// <exception cref="ArgumentException">There is no task.</exception>
    public ForgettingMatrix(params IReadOnlyList<string> tasks) => Tasks = tasks.Count > 0 ? [.. tasks] : throw new ArgumentException("A forgetting matrix needs at least one task.");

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The names of the rows.</summary>
    public IReadOnlyList<string> Stages => [.. rows.Select(row => row.Stage)];

    /// <summary>The scores of a stage, in the order of the tasks.</summary>
    public IReadOnlyList<double> this[int stage] => rows[stage].Scores;

    /// <summary>Adds a stage.</summary>
    /// <exception cref="ArgumentException">There are more or fewer scores than tasks.</exception>
    public ForgettingMatrix Add(string stage, params IReadOnlyList<double> scores)
    {
        if (scores.Count != Tasks.Count)
        {
            throw new ArgumentException($"The stage '{stage}' has {scores.Count} scores, but there are {Tasks.Count} tasks ({string.Join(", ", Tasks)}); give one for each.");
        }

        rows.Add((stage, [.. scores]));
        return this;
    }

    /// <summary>What a task has lost in the last stage against the best of all stages before it; below 0 where it has gained.</summary>
    /// <exception cref="ArgumentException">There is no such task, or no stage before the last.</exception>
    public double Forgotten(string task)
    {
        var column = Tasks.ToList().IndexOf(task);
        return column >= 0 && rows.Count > 1
            ? rows.Take(rows.Count - 1).Max(row => row.Scores[column]) - rows[^1].Scores[column]
            : throw new ArgumentException($"To say what is forgotten of '{task}', it must be one of the tasks ({string.Join(", ", Tasks)}), and there must be at least two stages ({rows.Count}).");
    }
}
