using LlmCourse.Display;
using Xunit;

namespace LlmCourse.Kernel.Tests.Texts;

/// <summary>The course's own quiz: enough of it, fairly dealt, and each question with a section to read again.</summary>
public class QuizQuestionsTests
{
    private static readonly Quiz Quiz = Quiz.Load(Path.Combine(TemporaryCourse.Repository, "datasets", "quiz.json"));

    [Fact]
    public void EveryChapterHasFourQuestionsOrMore()
    {
        Assert.True(Quiz.Questions.Count >= 70);
        Assert.All(WrittenChapter.Numbers, chapter => Assert.True(Quiz.Of(chapter).Questions.Count >= 4, $"Chapter {chapter} has {Quiz.Of(chapter).Questions.Count}."));
    }

    [Fact]
    public void EverySectionIsAHeadingOfItsChapter() => Assert.Empty(Quiz.Questions.Select(question => WrittenChapter.Problem(question.Section)).OfType<string>());

    [Fact]
    public void NeitherALetterNorALengthGivesTheAnswerAway()
    {
        Assert.All("abcd", letter => Assert.InRange(Quiz.Questions.Count(question => question.Right == letter) / (double)Quiz.Questions.Count, 0.2, 0.3));
        double Share(Func<IEnumerable<int>, int> length) =>
            Quiz.Questions.Average(question => question.Options.Single(option => option.IsRight).Text.Length == length(question.Options.Select(option => option.Text.Length)) ? 1.0 : 0);
        Assert.InRange(Share(Enumerable.Max), 0.1, 0.4);
        Assert.InRange(Share(Enumerable.Min), 0.05, 0.4);
    }

    [Fact]
    public void QuestionsAndOptionsAreAllDifferent()
    {
        Assert.Equal(Quiz.Questions.Count, Quiz.Questions.Select(question => question.Text).Distinct().Count());
        Assert.All(Quiz.Questions, question => Assert.Equal(question.Options.Count, question.Options.Select(option => option.Text).Distinct().Count()));
    }
}
