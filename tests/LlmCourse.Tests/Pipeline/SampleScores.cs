using LlmCourse.Evaluation;
using LlmCourse.Pipeline;

namespace LlmCourse.Tests.Pipeline;

/// <summary>Scores that nobody has measured.</summary>
internal static class SampleScores
{
    public static StageScore Of(string name, double gold = 2.4, params double[] golds)
    {
        static Estimate About(double value) => new(value, value - (1.0 / 30), value + (1.0 / 30));
        return new StageScore(name)
        {
            StoryLoss = About(1.1),
            StoryGap = About(0.2),
            Answered = About(0.75),
            Gold = About(gold),
            Flattery = About(0.5),
            Proxy = About(-1.25),
            KL = About(1.0 / 3),
            WithSteps = About(0.8),
            AtOnce = About(0.1),
            Golds = golds,
        };
    }
}
