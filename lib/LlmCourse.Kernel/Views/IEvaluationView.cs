using LlmCourse.Reasoning;

namespace LlmCourse.Kernel.Views;

/// <summary>Follows an evaluation, for somebody who waits for it.</summary>
internal interface IEvaluationView : IDisposable
{
    /// <summary>The questions of a strategy begin, some of them answered before.</summary>
    public void Begun(EvaluationStrategy strategy, int items, IReadOnlyCollection<ItemResult> before);

    /// <summary>A question is answered.</summary>
    public void Answered(ItemResult result);
}
