using System.Globalization;
using TorchSharp;

namespace LlmCourse.Runtime;

/// <summary>
/// Chooses how many threads libtorch uses. Its threads wait for each other after every operation, and so one that has to share its
/// processor with another program holds up all: on a busy machine two threads were seen to be several times slower than one. (Chapter 00.)
/// </summary>
public static class ComputeThreads
{
    /// <summary>The environment variable that holds the number of threads; when it is set nothing is measured.</summary>
    public const string Variable = "COURSE_THREADS";

    private const int MostThreads = 1024;

    private const int MostLooks = 15;

    private static readonly TimeSpan WatchFor = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Chooses and tells libtorch. Call it before anything is computed: a thread that has already computed keeps the number that it had.
    /// </summary>
    /// <exception cref="ArgumentException"><c>COURSE_THREADS</c> is no number of threads.</exception>
    /// <exception cref="InvalidOperationException">libtorch cannot be loaded.</exception>
    public static ThreadChoice Apply()
    {
        NativeRuntime.EnsureLoaded();
        var choice = Choose();
        torch.set_num_threads(choice.Threads);
        return choice;
    }

    /// <summary>Watches the machine for a fifth of a second, longer only where it is busy, and chooses, without telling libtorch.</summary>
    /// <exception cref="ArgumentException"><c>COURSE_THREADS</c> is no number of threads.</exception>
    public static ThreadChoice Choose()
    {
        var wanted = Environment.GetEnvironmentVariable(Variable);
        var seen = string.IsNullOrWhiteSpace(wanted) ? Quietest(Environment.ProcessorCount, () => ProcessorTimes.Watch(WatchFor)) : null;
        return Decide(Environment.ProcessorCount, seen?.Processors, seen?.BusyWithOthers, wanted);
    }

    /// <summary>
    /// Looks again, for three seconds at most, as long as others would cost a thread, and takes the quietest look. A compiler that has just built the course, or
    /// the process that runs the chapters while its own code is still being compiled, is busy for a second or two; a chapter runs for minutes.
    /// </summary>
    internal static (int Processors, double BusyWithOthers)? Quietest(int processors, Func<(int Processors, double BusyWithOthers)?> look)
    {
        var quietest = look();
        for (var looks = 1; looks < MostLooks && quietest is { } best && Spare(processors, best.Processors, best.BusyWithOthers) < processors; looks++)
        {
            quietest = look() is { } seen && seen.BusyWithOthers < quietest.Value.BusyWithOthers ? seen : quietest;
        }

        return quietest;
    }

    /// <summary>The choice itself: as many threads as there are processors to spare, but at least one.</summary>
    /// <param name="processors">The processors that this process may use.</param>
    /// <param name="watched">
    /// The processors that were watched; a container may be allowed less than all of these. Null where the system does not tell.
    /// </param>
    /// <param name="busy">How many of those watched were busy with other programs; null where the system does not tell.</param>
    /// <param name="wanted">What the environment variable asks for; null or empty when it is not set.</param>
    internal static ThreadChoice Decide(int processors, int? watched, double? busy, string? wanted)
    {
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            return int.TryParse(wanted, CultureInfo.InvariantCulture, out var asked) && asked is >= 1 and <= MostThreads
                ? Because(asked, $"{Variable} asks for it{(asked > processors ? $", although there are only {Count(processors, "processor")}" : "")}")
                : throw new ArgumentException($"{Variable} is '{wanted}', but a number of threads from 1 to {MostThreads} is needed; set one, or unset it to let the course choose.");
        }

        if (processors == 1)
        {
            return Because(1, "there is one processor");
        }

        if (watched is null || busy is null)
        {
            // Not to know is no reason to take all of a large machine; on a small one a processor is worth too much to leave it.
            return processors <= 2
                ? Because(processors, $"there are {processors} processors and this system does not tell how busy they are")
                : Because(processors - 1, $"there are {processors} processors, this system does not tell how busy they are, and one is left to other programs");
        }

        var threads = Spare(processors, watched.Value, busy.Value);
        return Because(threads, threads == processors
            ? $"there are {processors} processors to spare"
            : string.Create(CultureInfo.InvariantCulture, $"other programs keep {busy:0.0} of {watched} processors busy"));

        ThreadChoice Because(int number, string reason) => new(number, processors, busy, $"{Count(number, "thread")}, because {reason}.");
    }

    /// <summary>The processors that others leave to this process, at least one.</summary>
    private static int Spare(int processors, int watched, double busy) =>
        Math.Clamp((int)Math.Round(watched - busy, MidpointRounding.AwayFromZero), 1, processors);

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
