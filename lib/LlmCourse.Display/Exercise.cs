using System.Text;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>
/// An exercise with its goal, the time that it takes, and the checks that answer with a hint. The checks run when it is shown, in order;
/// a stub that nobody touched makes it "not attempted" and fails nothing. Where a check fails, typical mistakes are looked for, so that the
/// hint can name the one that was made.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Exercise : IShowable
{
    private readonly List<ExerciseCheck> checks = [];

    /// <summary>Creates an exercise from its id (<c>01-entropy</c>), its goal and the minutes that a reader should expect.</summary>
    /// <exception cref="ArgumentException">The id or the goal is empty, or the time is not positive.</exception>
    public Exercise(string id, string goal, int minutes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(goal);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minutes);
        (Id, Goal, Minutes) = (id, goal, minutes);
    }

    /// <summary>The chapter's two digits and a slug.</summary>
    public string Id { get; }

    /// <summary>What is to be done.</summary>
    public string Goal { get; }

    /// <summary>How long a reader should expect to take.</summary>
    public int Minutes { get; }

    /// <summary>Adds a check: a claim about the reader's code, how to see that it is true, and what to think of when it is not.</summary>
    public Exercise Check(string claim, Func<bool> holds, string hint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(claim);
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentException.ThrowIfNullOrWhiteSpace(hint);
        checks.Add(new ExerciseCheck(claim, holds, hint));
        return this;
    }

    /// <summary>
    /// Adds a typical mistake to the check before it. When that check fails, its mistakes are tried in order, and the first that was made
    /// gives its hint in place of the check's own; checks that fail after it only point back to it. A mistake whose test throws was not made.
    /// </summary>
    /// <param name="hint">What was probably done, and why it is wrong.</param>
    /// <param name="when">Tells whether it was done: mostly that the reader's code gives what the wrong way would give.</param>
    /// <exception cref="InvalidOperationException">There is no check yet.</exception>
    public Exercise Mistake(string hint, Func<bool> when)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(hint);
        ArgumentNullException.ThrowIfNull(when);
        if (checks.Count == 0)
        {
            throw new InvalidOperationException($"The exercise {Id} has a mistake but no check before it; a mistake explains why a check fails, so it comes after .Check(…).");
        }

        checks[^1].Mistakes.Add(new ExerciseMistake(hint, when));
        return this;
    }

    /// <summary>Adds a typical mistake to the check before it, recognised by its number: <c>.Mistake("…", () =&gt; Rate(9), gives: 0.9)</c>.</summary>
    /// <param name="hint">What was probably done, and why it is wrong.</param>
    /// <param name="result">What the reader's code gives.</param>
    /// <param name="gives">What the wrong way would give, to five digits; may be NaN or infinite. It is worked out at once, so it must not call the reader's code.</param>
    /// <exception cref="InvalidOperationException">There is no check yet.</exception>
    public Exercise Mistake(string hint, Func<double> result, double gives)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Mistake(hint, () => result() is var number
            && (number.Equals(gives) || Math.Abs(number - gives) <= 1e-9 + (1e-5 * Math.Abs(gives))));
    }

    /// <summary>For the stub of a function: <c>throw Exercise.NotAttempted();</c></summary>
    public static NotAttemptedException NotAttempted() => new();

    /// <summary>For the stub of an expression: <c>Exercise.Todo&lt;double&gt;()</c>; it never returns.</summary>
    /// <exception cref="NotAttemptedException">Always.</exception>
    public static T Todo<T>() => throw new NotAttemptedException();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The exercise has no check.</exception>
    public MimeBundle ToMimeBundle()
    {
        if (checks.Count == 0)
        {
            throw new InvalidOperationException($"The exercise {Id} has no check, so nobody can know when it is solved; add one with .Check(…).");
        }

        var outcomes = Outcomes();
        var state = outcomes.Any(o => o.Passed == false) ? "failed"
            : outcomes.Any(o => o.Passed is null) ? "not attempted"
            : "passed";
        return new MimeBundle(WritePlain(state, outcomes))
            .With("text/html", WriteHtml(state, outcomes))
            .With(MimeBundle.ExerciseType, Json.Write(new
            {
                Id,
                State = state,
                Checks = checks.Zip(outcomes, (c, o) => new { Name = c.Claim, o.Passed, o.Answer }),
            }));
    }

    /// <summary>The plain text form.</summary>
    public override string ToString() => ToMimeBundle().PlainText;

    /// <summary>What the checks found. Once a mistake is named, checks that fail after it point back to it: one thing at a time.</summary>
    private ExerciseOutcome[] Outcomes()
    {
        var outcomes = checks.Select(c => c.Outcome).ToArray();
        var named = Array.FindIndex(outcomes, o => o.NamesMistake);
        return [.. outcomes.Select((o, i) => named >= 0 && i > named && o.Passed == false ? o with { Answer = "Perhaps for the same reason: mend that first." } : o)];
    }

    private static string Mark(bool? passed) => passed switch { true => "✓", false => "✗", null => "○" };

    private string WritePlain(string state, ExerciseOutcome[] outcomes)
    {
        var text = new StringBuilder($"Exercise {Id} ({Minutes} min): {state}\n  {Goal}");
        foreach (var (check, outcome) in checks.Zip(outcomes))
        {
            text.Append('\n').Append("  ").Append(Mark(outcome.Passed)).Append(' ').Append(check.Claim);
            if (outcome.Answer is { } answer)
            {
                text.Append("\n      ").Append(answer);
            }
        }

        return text.ToString();
    }

    private string WriteHtml(string state, ExerciseOutcome[] outcomes)
    {
        var (colour, name) = state switch
        {
            "passed" => ("#1a8754", "passed"),
            "failed" => ("#d1383d", "failed"),
            _ => ("#7a7f87", "open"),
        };
        var html = new StringBuilder(
            $"""
            <section class="llmcourse-exercise llmcourse-{name}" style="border-left:4px solid {colour};padding:.2em 1em;margin:.6em 0">
            <div><strong>Exercise</strong> <code>{Html.Encode(Id)}</code> <span style="opacity:.75">({Minutes} min)</span> <strong style="color:{colour}">{state}</strong></div>
            <div>{Html.Encode(Goal)}</div>
            <ul style="list-style:none;padding-left:0;margin:.3em 0">

            """);
        foreach (var (check, outcome) in checks.Zip(outcomes))
        {
            html.Append("<li>").Append(Mark(outcome.Passed)).Append(' ').Append(Html.Encode(check.Claim));
            if (outcome.Answer is { } answer)
            {
                html.Append("<div style=\"padding-left:1.4em\"><em>").Append(Html.Encode(answer)).Append("</em></div>");
            }

            html.Append("</li>\n");
        }

        return html.Append("</ul>\n</section>").ToString();
    }
}
