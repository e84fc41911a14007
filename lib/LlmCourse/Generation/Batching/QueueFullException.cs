namespace LlmCourse.Generation.Batching;

/// <summary>There is no room for one more job; it can be tried again later.</summary>
/// <param name="waiting">Jobs that wait already.</param>
public sealed class QueueFullException(int waiting) : Exception($"All places are taken, and {waiting} jobs wait already; try again later.")
{
    /// <summary>Jobs that wait already.</summary>
    public int Waiting { get; } = waiting;
}
