using System.Text;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>
/// A question with three to five answers, one of them right. Shown as HTML, each answer opens when it is clicked and says why it is right
/// or wrong, without any script; as plain text the answers stay closed.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class QuizQuestion : IShowable
{
    internal QuizQuestion(string id, string section, string text, IReadOnlyList<QuizOption> options) =>
        (Id, Section, Text, Options) = (id, section, text, options);

    /// <summary>The chapter's two digits and a number: <c>04-1</c>.</summary>
    public string Id { get; }

    /// <summary>The chapter's two digits.</summary>
    public string Chapter => Id[..2];

    /// <summary>Where the chapter explains it: the notebook's file name, and the anchor of the section behind a <c>#</c>.</summary>
    public string Section { get; }

    /// <summary>The question; words between `backticks` are shown as code.</summary>
    public string Text { get; }

    /// <summary>The answers, <c>a</c> first.</summary>
    public IReadOnlyList<QuizOption> Options { get; }

    /// <summary>The letter of the right answer.</summary>
    public char Right => LetterOf(Enumerable.Range(0, Options.Count).Single(i => Options[i].IsRight));

    /// <summary>Judges an answer and says why it is right or wrong. A wrong answer does not tell the right one: try again.</summary>
    /// <exception cref="ArgumentException">There is no option of that letter.</exception>
    public QuizAnswer Answer(char option)
    {
        var place = char.ToLowerInvariant(option) - 'a';
        return place >= 0 && place < Options.Count ? new QuizAnswer(this, LetterOf(place)) : throw new ArgumentException(
            $"Question {Id} has the options a to {LetterOf(Options.Count - 1)}; '{option}' is none of them.", nameof(option));
    }

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() => new MimeBundle(ToString()).With("text/html", WriteHtml());

    /// <summary>The plain text form: the question and its options, without the answer.</summary>
    public override string ToString() =>
        $"{Id}  {Text}" + string.Concat(Options.Select((option, i) => $"\n  {LetterOf(i)}) {option.Text}"));

    internal QuizOption OptionOf(char letter) => Options[letter - 'a'];

    internal string WriteHtml()
    {
        var html = new StringBuilder(
            $"""
            <section class="llmcourse-quiz" style="border-left:4px solid #0072b2;padding:.2em 1em;margin:.6em 0">
            <div><code>{Html.Encode(Id)}</code> <strong>{Html.EncodeWithCode(Text)}</strong></div>

            """);
        for (var i = 0; i < Options.Count; i++)
        {
            html.Append(
                $"""
                <details><summary>{LetterOf(i)}) {Html.EncodeWithCode(Options[i].Text)}</summary><div style="padding-left:1.4em">{Verdict(Options[i].IsRight)} {Html.EncodeWithCode(Options[i].Why)}</div></details>

                """);
        }

        return html.Append($"""<div style="opacity:.75;font-size:.9em"><a href="{Html.Encode(Section)}">Read again in chapter {Chapter}</a></div>""").Append("\n</section>").ToString();
    }

    internal static string Verdict(bool isRight) => isRight
        ? "<strong style=\"color:#1a8754\">✓ right</strong>"
        : "<strong style=\"color:#d1383d\">✗ wrong</strong>";

    private static char LetterOf(int place) => (char)('a' + place);
}
