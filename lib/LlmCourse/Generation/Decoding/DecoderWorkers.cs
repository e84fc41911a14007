namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Threads that work on a token together. Within it they meet a few times in each layer, too often to be woken up each time, so they wait by looking; between tokens they are parked and cost
/// nothing, since a thread that spins takes a processor from libtorch. The calling thread is the first of them. (Chapter 15.)
/// </summary>
internal sealed class DecoderWorkers : IDisposable
{
    private const int Looks = 4000; // at a meeting, before a thread lets others run: some tens of microseconds
    private readonly Thread[] helpers;
    private readonly SemaphoreSlim[] starts;
    private readonly SemaphoreSlim finished = new(0);
    private Action<int> work = _ => { };
    private Exception? failure;
    private int arrived;
    private int meeting;
    private bool isOver;

    /// <summary>Starts and parks them.</summary>
    public DecoderWorkers(int count)
    {
        Count = count;
        starts = [.. Enumerable.Range(1, count - 1).Select(_ => new SemaphoreSlim(0))];
        helpers = [.. Enumerable.Range(1, count - 1).Select(worker => new Thread(() => Help(worker)) { IsBackground = true, Name = $"decoder {worker}" })];
        foreach (var helper in helpers)
        {
            helper.Start();
        }
    }

    /// <summary>How many work together.</summary>
    public int Count { get; }

    /// <summary>Lets each of them do its part, 0 to <see cref="Count"/> - 1, and returns when all have.</summary>
    public void Run(Action<int> parts)
    {
        (work, failure, arrived) = (parts, null, 0);
        foreach (var start in starts)
        {
            start.Release();
        }

        Do(0);
        foreach (var _ in helpers)
        {
            finished.Wait();
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Returns when all have come here.</summary>
    public void Meet()
    {
        var now = Volatile.Read(ref meeting);
        if (Interlocked.Increment(ref arrived) == Count)
        {
            arrived = 0;
            Volatile.Write(ref meeting, now + 1);
            return;
        }

        for (var looks = 0; Volatile.Read(ref meeting) == now; looks++)
        {
            if (Volatile.Read(ref failure) is not null)
            {
                throw new OperationCanceledException("Another worker has failed.");
            }

            if (looks < Looks)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isOver = true;
        foreach (var start in starts)
        {
            start.Release();
        }

        foreach (var helper in helpers)
        {
            helper.Join();
        }

        foreach (var start in starts)
        {
            start.Dispose();
        }

        finished.Dispose();
    }

    private void Help(int worker)
    {
        while (true)
        {
            starts[worker - 1].Wait();
            if (isOver)
            {
                return;
            }

            Do(worker);
            finished.Release();
        }
    }

    private void Do(int worker)
    {
        try
        {
            work(worker);
        }
        catch (Exception problem) // whatever it is, the caller gets it, and nobody waits for ever
        {
            Interlocked.CompareExchange(ref failure, problem, null);
        }
    }
}
