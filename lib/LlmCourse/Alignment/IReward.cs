namespace LlmCourse.Alignment;

/// <summary>Says how good responses are: a reward model, several of them, or the program that knows. (Chapters 11 and 12.)</summary>
public interface IReward
{
    /// <summary>A number for each response; the higher, the better.</summary>
    public double[] Score(IReadOnlyList<Response> responses);
}
