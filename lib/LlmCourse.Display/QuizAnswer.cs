using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>An answer to a question, judged.</summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class QuizAnswer : IShowable
{
    internal QuizAnswer(QuizQuestion question, char option) => (Question, Option) = (question, option);

    /// <summary>The question.</summary>
    public QuizQuestion Question { get; }

    /// <summary>The letter that was chosen.</summary>
    public char Option { get; }

    /// <summary>True when it was the right one.</summary>
    public bool IsRight => Question.OptionOf(Option).IsRight;

    /// <summary>Why the answer is right; or which misunderstanding leads to it.</summary>
    public string Explanation => Question.OptionOf(Option).Why;

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() => new MimeBundle(ToString()).With("text/html",
        $"""
        <div class="llmcourse-quiz-answer"><code>{Html.Encode(Question.Id)}</code> {Option}) {Html.EncodeWithCode(Question.OptionOf(Option).Text)}: {QuizQuestion.Verdict(IsRight)}. {Html.EncodeWithCode(Explanation)}</div>
        """);

    /// <summary>The plain text form.</summary>
    public override string ToString() => $"{(IsRight ? '✓' : '✗')} {Question.Id} {Option}: {Explanation}";
}
