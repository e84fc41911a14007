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
    public void OfALongMessageTheFirstLineIsGiven() => Assert.EndsWith(
        "Hint: mind shapes (Your code threw ArgumentException: 2 is not 3)",
        New().Check("a", () => throw new ArgumentException("2 is not 3\nframe #0: c10::Error"), "mind shapes").ToString(),
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

    [Fact]
    public void AMistakeThatWasMadeGivesTheHintInPlaceOfTheChecks()
    {
        var exercise = New().Check("half a bit", () => false, "look again")
            .Mistake("You took <base 10>.", () => false)
            .Mistake("You forgot the minus.", () => true)
            .Mistake("You added.", () => true);
        var bundle = exercise.ToMimeBundle();
        Assert.EndsWith("  ✗ half a bit\n      Hint: You forgot the minus.", bundle.PlainText, StringComparison.Ordinal);
        Assert.Contains("Hint: You forgot the minus.", XElement.Parse(bundle.Forms["text/html"]).Value, StringComparison.Ordinal);
        Assert.Contains("\"answer\":\"Hint: You forgot the minus.\"", bundle.Forms[MimeBundle.ExerciseType], StringComparison.Ordinal);
    }

    [Fact]
    public void AMistakeBelongsToTheCheckBeforeIt()
    {
        var exercise = New().Check("first", () => false, "h1").Mistake("m1", () => false).Check("second", () => false, "h2").Mistake("m2", () => true);
        Assert.EndsWith("✗ first\n      Hint: h1\n  ✗ second\n      Hint: m2", exercise.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ChecksThatFailAfterANamedMistakePointBackToIt()
    {
        var exercise = New().Check("a", () => false, "h1").Check("b", () => false, "h2").Mistake("m2", () => true)
            .Check("c", () => true, "h3").Check("d", () => false, "h4").Mistake("m4", () => true);
        const string Back = "Perhaps for the same reason: mend that first.";
        Assert.EndsWith($"✗ a\n      Hint: h1\n  ✗ b\n      Hint: m2\n  ✓ c\n  ✗ d\n      {Back}", exercise.ToString(), StringComparison.Ordinal);
        Assert.Contains(Back, exercise.ToMimeBundle().Forms[MimeBundle.ExerciseType], StringComparison.Ordinal);
    }

    [Fact]
    public void AMistakeIsKnownByItsNumber()
    {
        string Answer(double given, double wrong) => New().Check("a", () => false, "general").Mistake("named", () => given, gives: wrong).ToString();
        Assert.Contains("named", Answer(0.30103, Math.Log10(2)), StringComparison.Ordinal);
        Assert.Contains("named", Answer(double.NaN, double.NaN), StringComparison.Ordinal);
        Assert.Contains("named", Answer(double.PositiveInfinity, double.PositiveInfinity), StringComparison.Ordinal);
        Assert.Contains("named", Answer(1e-12, 0), StringComparison.Ordinal);
        Assert.Contains("general", Answer(0.302, Math.Log10(2)), StringComparison.Ordinal);
        Assert.Contains("general", Answer(double.NaN, 1), StringComparison.Ordinal);
        Assert.Contains("general", Answer(1, double.PositiveInfinity), StringComparison.Ordinal);
    }

    [Fact]
    public void AMistakeWhoseTestThrowsWasNotMade() => Assert.Contains(
        "Hint: general (Your code threw DivideByZeroException: zero!)",
        New().Check("a", () => throw new DivideByZeroException("zero!"), "general")
            .Mistake("m1", () => throw new DivideByZeroException("zero!")).Mistake("m2", () => Exercise.Todo<double>(), gives: 1).ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void MistakesAreLookedForOnlyWhereACheckFails()
    {
        var looked = 0;
        bool Look() => ++looked > 0;
        Assert.Equal("passed", StateOf(New().Check("a", () => true, "h").Mistake("m", Look)));
        Assert.Equal("not attempted", StateOf(New().Check("a", Exercise.Todo<bool>, "h").Mistake("m", Look)));
        Assert.Equal(0, looked);
    }

    [Fact]
    public void AMistakeWithoutACheckIsRefused() => Assert.Contains(
        "comes after .Check(…)", Assert.Throws<InvalidOperationException>(() => New().Mistake("m", () => true)).Message, StringComparison.Ordinal);

    [Fact]
    public void StoppingTheCellIsNoMistake() => Assert.Throws<OperationCanceledException>(
        () => New().Check("a", () => false, "h").Mistake("m", () => throw new OperationCanceledException()).ToMimeBundle());
}
