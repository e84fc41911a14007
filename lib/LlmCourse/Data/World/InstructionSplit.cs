using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>
/// Instructions to train on, to stop by, and to test with. They are divided by *people*: nobody of whom the test asks was asked about in training, so
/// that a right answer is no memory of an answer. (Chapter 10.)
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
        var (fifth, writer) = (people.Length / 5, new InstructionWriter(world));
        return new InstructionSplit(About(people[(2 * fifth)..]), About(people[..fifth]), About(people[fifth..(2 * fifth)]));

        Instruction[] About(Person[] some) => [.. tasks.SelectMany(task => some.SelectMany(person => writer.Write(task, person, random)))];
    }

    /// <summary>The instructions of one task alone.</summary>
    public InstructionSplit Only(InstructionTask task) => new(Of(Training, task), Of(Validation, task), Of(Test, task));

    private static Instruction[] Of(IEnumerable<Instruction> instructions, InstructionTask task) => [.. instructions.Where(instruction => instruction.Task == task)];
}
