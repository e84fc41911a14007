using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>
/// Instructions to train on, to stop by, and to test with. They are divided by *people*: nobody of whom the test asks was asked about in training, so
/// that a right answer is no memory of an answer. Questions are about people of the town, whom the texts have told of; all other tasks are about
/// visitors, of whom only the prompt knows, one instruction to each. (Chapter 10.)
/// </summary>
/// <param name="Training">To train on: three fifths of the people.</param>
/// <param name="Validation">To decide by, when to stop for instance: one fifth.</param>
/// <param name="Test">To be looked at once, at the end: one fifth.</param>
public sealed record InstructionSplit(IReadOnlyList<Instruction> Training, IReadOnlyList<Instruction> Validation, IReadOnlyList<Instruction> Test)
{
    /// <summary>Divides the people of a world at random and writes the instructions of these tasks about them.</summary>
    /// <exception cref="ArgumentException">There are fewer than five people, or no tasks.</exception>
    public static InstructionSplit Of(SyntheticWorld world, int seed, params IReadOnlyList<InstructionTask> tasks)
    {
        if (world.People.Count < 5 || tasks.Count == 0)
        {
            throw new ArgumentException($"A division needs at least 5 people ({world.People.Count}) and a task ({tasks.Count}).");
        }

        var random = new SeededRandom(seed);
        Person[] people = [.. world.People];
        random.Shuffle<Person>(people);
        var (visitors, writer) = (world.Visitors(random), new InstructionWriter(world));
        return new InstructionSplit(About(2, 5), About(0, 1), About(1, 2));

        Instruction[] About(int from, int to) => [.. tasks.SelectMany(task => task == InstructionTask.Answering
            ? Fifths(people, from, to).SelectMany(writer.Answers)
            : Fifths(visitors, from, to).Select(visitor => writer.Write(task, visitor, random)))];
    }

    private static IEnumerable<Person> Fifths(IReadOnlyList<Person> people, int from, int to) => people.Take(to * people.Count / 5).Skip(from * people.Count / 5);

    /// <summary>The instructions of one task alone.</summary>
    public InstructionSplit Only(InstructionTask task) => new(Of(Training, task), Of(Validation, task), Of(Test, task));

    private static Instruction[] Of(IEnumerable<Instruction> instructions, InstructionTask task) => [.. instructions.Where(instruction => instruction.Task == task)];
}
