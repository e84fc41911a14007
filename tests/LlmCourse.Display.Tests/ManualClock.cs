namespace LlmCourse.Display.Tests;

/// <summary>A clock that a test moves by hand.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long now;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => now;

    public void Wait(double seconds) => now += (long)(seconds * 1000);
}
