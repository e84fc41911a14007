using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace LlmCourse.Display.Tests;

public class ExerciseTests
{
    private static string StateOf(Exercise exercise)
    {
        using var json = JsonDocument.Parse(exercise.ToMimeBundle().Forms[MimeBundle.ExerciseType]);
        return json.RootElement.GetProperty("state").GetString()!;
    }

    private static Exercise New() => new("01-entropy", "Write the entropy of a distribution, in bits.", minutes: 5);

    [Fact]
    public void AnUntouchedStubIsNotAttempted()
    {
        Assert.Equal("not attempted", StateOf(New().Check("a", () => Exercise.Todo<double>() > 0, "h")));
        Assert.Equal("not attempted", StateOf(New().Check("a", () => throw Exercise.NotAttempted(), "h")));
        Assert.Equal("not attempted", StateOf(New().Check("a", () => Task.Run(Exercise.Todo<bool>).Result, "h")));
    }

    [Fact]
    public void APassedExerciseSaysSo() => Assert.Equal(
        "Exercise 01-entropy (5 min): passed\n  Write the entropy of a distribution, in bits.\n  ✓ a fair coin has one bit",
        New().Check("a fair coin has one bit", () => true, "halves").ToMimeBundle().PlainText);

    [Fact]
    public void AFailedCheckAnswersWithItsHint()
    {
        var exercise = New().Check("first", () => true, "h1").Check("second", () => false, "Use <base 2>.");
        var bundle = exercise.ToMimeBundle();
        Assert.Equal(
            "Exercise 01-entropy (5 min): failed\n  Write the entropy of a distribution, in bits.\n  ✓ first\n  ✗ second\n      Hint: Use <base 2>.",
            bundle.PlainText);
        Assert.Contains("Hint: Use <base 2>.", XElement.Parse(bundle.Forms["text/html"]).Value, StringComparison.Ordinal);
        Assert.Equal(
            """{"id":"01-entropy","state":"failed","checks":[{"name":"first","passed":true,"answer":null},{"name":"second","passed":false,"answer":"Hint: Use <base 2>."}]}""",
            bundle.Forms[MimeBundle.ExerciseType]);
    }

    [Fact]
    public void AThrowingCheckGivesTheHintAndTheMessage() => Assert.Contains(
        "Hint: mind zeros (Your code threw DivideByZeroException: zero!)",
        New().Check("a", () => throw new DivideByZeroException("zero!"), "mind zeros").ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void OneFailureOutweighsAStub() =>
        Assert.Equal("failed", StateOf(New().Check("a", () => false, "h").Check("b", Exercise.Todo<bool>, "h")));

    [Fact]
    public void ChecksRunOnceAndInOrder()
    {
        var calls = "";
        var exercise = New().Check("a", () => (calls += "a").Length > 0, "h").Check("b", () => (calls += "b").Length > 0, "h");
        Assert.Equal("", calls);
        exercise.ToMimeBundle();
        exercise.ToMimeBundle();
        Assert.Equal("ab", calls);
    }

    [Fact]
    public void AnExerciseWithoutAChecksIsRefused() =>
        Assert.Contains("has no check", Assert.Throws<InvalidOperationException>(() => New().ToMimeBundle()).Message, StringComparison.Ordinal);

    [Fact]
    public void StoppingTheCellIsNoFailedCheck() =>
        Assert.Throws<OperationCanceledException>(() => New().Check("a", () => throw new OperationCanceledException(), "h").ToMimeBundle());
}
