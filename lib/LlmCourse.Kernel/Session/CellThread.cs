using System.Collections.Concurrent;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// One thread on which all cells begin: TorchSharp's gradient mode and dispose scopes belong to a thread, and OpenMP
/// keeps a team of workers for each one that calls it. There is no synchronisation context, so blocking on a task is safe.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackBytes = 16 * 1024 * 1024;

    private readonly BlockingCollection<Action> work = [];

    public CellThread() =>
        new Thread(Run, StackBytes) { IsBackground = true, Name = "cells" }.Start();

    /// <summary>Starts the work on the thread; the task ends with it.</summary>
    public Task<T> Start<T>(Func<Task<T>> action)
    {
        var started = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                started.SetResult(action());
            }
            catch (Exception problem)
            {
                started.SetException(problem);
            }
        });
        return started.Task.Unwrap();
    }

    /// <summary>Lets the thread end once its work is done.</summary>
    public void Dispose() => work.CompleteAdding();

    private void Run()
    {
        foreach (var action in work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
