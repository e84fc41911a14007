using System.Text.RegularExpressions;
using LlmCourse.Display.Hosts;

namespace LlmCourse.Display;

/// <summary>
/// Questions to test oneself with, from a file like <c>datasets/quiz.json</c>. Each has one right answer, and a reason for every answer.
/// <c>quiz.Of("04")</c> shows a chapter's questions; <c>quiz.Answers(("04-1", 'b'), …)</c> judges. (Chapter 16.)
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Quiz : IShowable
{
    private readonly Dictionary<string, QuizQuestion> byId;

    internal Quiz(IReadOnlyList<QuizQuestion> questions)
    {
        Questions = questions;
        byId = questions.ToDictionary(question => question.Id);
    }

    /// <summary>The questions, in order.</summary>
    public IReadOnlyList<QuizQuestion> Questions { get; }

    /// <summary>The question of an id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public QuizQuestion this[string id] => byId.TryGetValue(id, out var question) ? question : throw new ArgumentException(
        $"The quiz has no question '{id}'; {Nearest(id)}.", nameof(id));

    /// <summary>Reads a quiz from a file and checks it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be used; the message says what is wrong, and in which question.</exception>
    public static Quiz Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(path) ? QuizFile.Read(File.ReadAllText(path), Path.GetFileName(path)) : throw new FileNotFoundException(
            $"There is no quiz at {path}; the course's own is datasets/quiz.json, seen from a chapter ../datasets/quiz.json.", path);
    }

    /// <summary>The questions of a chapter, named by its two digits.</summary>
    /// <exception cref="ArgumentException">The quiz has none of that chapter.</exception>
    public Quiz Of(string chapter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(chapter);
        var some = Questions.Where(question => question.Chapter == chapter).ToList();
        return some.Count > 0 ? new Quiz(some) : throw new ArgumentException(
            $"The quiz has no questions of chapter '{chapter}'; it has some of {string.Join(", ", Questions.Select(question => question.Chapter).Distinct())}.", nameof(chapter));
    }

    /// <summary>Some of the questions, drawn without repetition; the same seed draws the same ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More questions than there are, or none.</exception>
    public Quiz Draw(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Questions.Count);
        var drawn = Questions.ToArray();
        new Random(seed).Shuffle(drawn);
        return new Quiz(drawn[..count]);
    }

    /// <summary>Judges an answer and says why it is right or wrong.</summary>
    /// <exception cref="ArgumentException">There is no such question, or it has no such option.</exception>
    public QuizAnswer Answer(string questionId, char option) => this[questionId].Answer(option);

    /// <summary>Judges several answers and shows the score, with an explanation for each.</summary>
    /// <exception cref="ArgumentException">There is no such question or option, or a question is answered twice.</exception>
    public QuizResult Answers(params (string QuestionId, char Option)[] answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var twice = answers.GroupBy(answer => answer.QuestionId).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new QuizResult([.. answers.Select(answer => Answer(answer.QuestionId, answer.Option))]) : throw new ArgumentException(
            $"Question {twice.Key} is answered {twice.Count()} times; give each question one answer.", nameof(answers));
    }

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() => new MimeBundle(ToString()).With("text/html", string.Join('\n', Questions.Select(question => question.WriteHtml())));

    /// <summary>The plain text form: the questions without their answers.</summary>
    public override string ToString() => string.Join("\n\n", Questions);

    private string Nearest(string id)
    {
        var same = IdForm().IsMatch(id) ? Questions.Where(question => question.Chapter == id[..2]).Select(question => question.Id).ToArray() : [];
        return same.Length > 0 ? $"of chapter {id[..2]} it has {string.Join(", ", same)}" : "an id is a chapter's two digits and a number, like 04-1";
    }

    [GeneratedRegex(@"^\d\d-[1-9]\d*$")]
    internal static partial Regex IdForm();
}
