using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace LlmCourse.Runtime;

/// <summary>
/// Threads for computing in C#. Between two pieces of work they sleep: a thread that spins beside libtorch takes the processor that
/// libtorch's own threads need. (Chapter 04.)
/// </summary>
internal static class Workers
{
    private static readonly Lock Gate = new();
    private static readonly List<Helper> Helpers = [];

    /// <summary>
    /// Does the parts 0 to <paramref name="count"/> - 1 at the same time, the first on this thread, and returns when all are done. Where
    /// the helpers are busy with another caller's work this thread does all parts, one after another.
    /// </summary>
    public static void Run(int count, Action<int> part)
    {
        if (count == 1 || !Gate.TryEnter())
        {
            RunInTurn(count, part);
            return;
        }

        try
        {
            RunTogether(count, part);
        }
        finally
        {
            Gate.Exit();
        }
    }

    private static void RunInTurn(int count, Action<int> part)
    {
        for (var i = 0; i < count; i++)
        {
            part(i);
        }
    }

    private static void RunTogether(int count, Action<int> part)
    {
        while (Helpers.Count < count - 1)
        {
            Helpers.Add(new Helper(Helpers.Count + 1));
        }

        for (var i = 1; i < count; i++)
        {
            Helpers[i - 1].Start(part);
        }

        var problem = Try(part, 0);
        for (var i = 1; i < count; i++)
        {
            problem = Helpers[i - 1].Wait() ?? problem;
        }

        problem?.Throw();
    }

    private static ExceptionDispatchInfo? Try(Action<int> part, int index)
    {
        try
        {
            part(index);
            return null;
        }
        catch (Exception problem)
        {
            return ExceptionDispatchInfo.Capture(problem);
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "A helper lives as long as the process.")]
    private sealed class Helper
    {
        private readonly SemaphoreSlim begin = new(0);
        private readonly SemaphoreSlim end = new(0);
        private Action<int>? part;
        private ExceptionDispatchInfo? problem;

        public Helper(int index) => new Thread(() => Work(index)) { IsBackground = true, Name = $"Worker {index}" }.Start();

        public void Start(Action<int> work)
        {
            part = work;
            begin.Release();
        }

        public ExceptionDispatchInfo? Wait()
        {
            end.Wait();
            part = null;
            return problem;
        }

        private void Work(int index)
        {
            while (true)
            {
                begin.Wait();
                problem = Try(part!, index);
                end.Release();
            }
        }
    }
}
