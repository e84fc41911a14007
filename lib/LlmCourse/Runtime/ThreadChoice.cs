namespace LlmCourse.Runtime;

/// <summary>How many threads libtorch is to use, and why.</summary>
/// <param name="Threads">The threads chosen, at least 1.</param>
/// <param name="Processors">The processors that this process may use.</param>
/// <param name="BusyProcessors">The processors that other programs were seen to keep busy; null where the system does not tell.</param>
/// <param name="Reason">The choice and its reason in one sentence.</param>
public sealed record ThreadChoice(int Threads, int Processors, double? BusyProcessors, string Reason)
{
    /// <summary>The reason.</summary>
    public override string ToString() => Reason;
}
