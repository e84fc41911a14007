using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>Where a policy acts: it gives tasks, lets the policy try them, and says what each try was worth. (Sutton and Barto 2018, section 3.1; chapters 12 and 14.)</summary>
public interface IEnvironment
{
    /// <summary>Lets a policy try fresh tasks, each of them <paramref name="group"/> times; the tries of a task stand together.</summary>
    public IReadOnlyList<Episode> Play(Gpt policy, int tasks, int group, SeededRandom random);
}
