namespace LlmCourse.Tests.Reasoning;

/// <summary>A clock on which every wait is over at once; it remembers how long each was meant to be.</summary>
internal sealed class HastyTime : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
