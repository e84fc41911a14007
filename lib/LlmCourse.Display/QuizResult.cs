using System.Text;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>Several answers, judged together: the score, and for each wrong answer what leads to it and what would have been right.</summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class QuizResult : IShowable
{
    internal QuizResult(IReadOnlyList<QuizAnswer> answers) => Answers = answers;

    /// <summary>The answers in the order in which they were given.</summary>
    public IReadOnlyList<QuizAnswer> Answers { get; }

    /// <summary>How many are right.</summary>
    public int Right => Answers.Count(answer => answer.IsRight);

    /// <summary>The share that is right, from 0 to 1; 0 where nothing was answered.</summary>
    public double Score => Answers.Count == 0 ? 0 : (double)Right / Answers.Count;

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() => new MimeBundle(ToString()).With("text/html", WriteHtml());

    /// <summary>The plain text form.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Headline);
        foreach (var answer in Answers)
        {
            text.Append('\n').Append(answer);
            if (!answer.IsRight)
            {
                text.Append($"\n    Right is {answer.Question.Right}) {Best(answer).Text} {Best(answer).Why}\n    Read again: {answer.Question.Section}");
            }
        }

        return text.ToString();
    }

    private string Headline => Answers.Count == 0 ? "No question was answered." : $"{Right} of {Answers.Count} right";

    private static QuizOption Best(QuizAnswer answer) => answer.Question.OptionOf(answer.Question.Right);

    private string WriteHtml()
    {
        var html = new StringBuilder($"<section class=\"llmcourse-quiz-result\">\n<div><strong>{Headline}</strong></div>\n");
        foreach (var answer in Answers)
        {
            html.Append(answer.ToMimeBundle().Forms["text/html"]).Append('\n');
            if (!answer.IsRight)
            {
                html.Append(
                    $"""
                    <div style="padding-left:1.4em">Right is {answer.Question.Right}) {Html.EncodeWithCode(Best(answer).Text)} {Html.EncodeWithCode(Best(answer).Why)} <a href="{Html.Encode(answer.Question.Section)}">Read again in chapter {answer.Question.Chapter}</a></div>

                    """);
            }
        }

        return html.Append("</section>").ToString();
    }
}
