using System.Text.Json.Nodes;
using LlmCourse.Kernel.Notebooks;
using Xunit;

namespace LlmCourse.Kernel.Tests.Texts;

public class ChapterStatementsTests
{
    private static Notebook Chapter(string code)
    {
        using var course = new TemporaryCourse();
        return Notebook.Read(course.Notebook("04-x", new JsonObject(), "#!import course.csx\n" + code));
    }

    [Fact]
    public void AClaimIsReadWithItsSourceWhereverItStands()
    {
        var claims = ChapterStatements.Claims(Chapter(
            """
            Claim.AtMost("04-a", $"Loss after {steps} steps", losses.Max(l => Math.Abs(l)), 1.5, "Ada 1843, note G").Show();
            Claim.Equal("04-b", "Sum", 3, 3, source: "Bell 2001").Show();
            Claim.Between("04-c", "Share " + "of all", F("x, y"), 0, 1, kind: ClaimKind.Timing);
            Claim.Equal("04-d", "Loss", 3, 3, 1e-5, "Bell 2001")
            """));
        Assert.Equal(
            [
                new("04-a", "Loss after … steps", "Ada 1843, note G"), new("04-b", "Sum", "Bell 2001"), new("04-c", "Share of all", null), new("04-d", "Loss", "Bell 2001"),
            ],
            claims);
    }

    [Fact]
    public void AnExerciseIsReadWithItsGoalAndItsTime() => Assert.Equal(
        [new StatedExercise("04-a", "Add up", 5), new StatedExercise("04-b", "Take away", 15)],
        ChapterStatements.Exercises(Chapter("new Exercise(\"04-a\", \"Add up\", 5).Check(\"c\", () => true, \"h\").Show();\nnew Exercise(\"04-b\", \"Take away\", minutes: 15)\n    .Check(\"c\", () => true, \"h\")")));
}
