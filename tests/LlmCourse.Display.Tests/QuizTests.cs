using System.Xml.Linq;
using Xunit;

namespace LlmCourse.Display.Tests;

public sealed class QuizTests : IDisposable
{
    private const string First =
        """
        {"id": "04-1", "section": "04-training.ipynb#1--data", "question": "What does `Loss` return?",
         "options": [{"text": "a number", "why": "one for the whole batch", "right": true}, {"text": "a <tensor>", "why": "that is before the mean"}, {"text": "nothing", "why": "that is Step"}]}
        """;

    private const string Second =
        """
        {"id": "05-1", "section": "05-laws.ipynb", "question": "Which way?",
         "options": [{"text": "up", "why": "it falls"}, {"text": "down", "why": "it falls, and slowly", "right": true}, {"text": "both", "why": "not at once", "right": false}]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("course-quiz-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Quiz Load(params string[] questions) => Read($$"""{"questions": [{{string.Join(',', questions)}}]}""");

    private Quiz Read(string json)
    {
        var path = Path.Combine(folder, "quiz.json");
        File.WriteAllText(path, json);
        return Quiz.Load(path);
    }

    private string Refusal(string json) => Assert.Throws<InvalidDataException>(() => Read(json)).Message;

    [Fact]
    public void AQuestionTellsItsChapterItsOptionsAndItsRightAnswer()
    {
        var question = Load(First, Second)["05-1"];
        Assert.Equal(("05", "05-laws.ipynb", "Which way?", 'b', 3), (question.Chapter, question.Section, question.Text, question.Right, question.Options.Count));
    }

    [Fact]
    public void AnAnswerIsJudgedWithItsOwnReason()
    {
        var quiz = Load(First, Second);
        Assert.True(quiz.Answer("04-1", 'A').IsRight);
        Assert.Equal("✗ 05-1 a: it falls", quiz.Answer("05-1", 'a').ToString());
        Assert.Equal("it falls, and slowly", quiz.Answer("05-1", 'b').Explanation);
    }

    [Fact]
    public void SeveralAnswersGiveAScoreAndSayWhatWouldHaveBeenRight()
    {
        var result = Load(First, Second).Answers(("05-1", 'c'), ("04-1", 'a'));
        Assert.Equal((1, 0.5), (result.Right, result.Score));
        Assert.Equal(
            "1 of 2 right\n✗ 05-1 c: not at once\n    Right is b) down it falls, and slowly\n    Read again: 05-laws.ipynb\n✓ 04-1 a: one for the whole batch",
            result.ToString());
        Assert.Contains("1 of 2 right", XElement.Parse(result.ToMimeBundle().Forms["text/html"]).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void NoAnswersAreNoScore()
    {
        var result = Load(First).Answers();
        Assert.Equal(0, result.Score);
        Assert.Equal("No question was answered.", result.ToString());
    }

    [Fact]
    public void ShownAsHtmlEveryOptionOpensWithoutScripts()
    {
        var html = XElement.Parse($"<div>{Load(First, Second).ToMimeBundle().Forms["text/html"]}</div>");
        Assert.Equal(6, html.Descendants("details").Count());
        Assert.All(html.Descendants("details"), details => Assert.NotNull(details.Element("summary")));
        Assert.Empty(html.Descendants("script"));
        Assert.Equal("b) a <tensor>", html.Descendants("summary").ElementAt(1).Value);
        Assert.Equal("Loss", html.Descendants("code").ElementAt(1).Value);
        Assert.Equal(["04-training.ipynb#1--data", "05-laws.ipynb"], html.Descendants("a").Select(a => a.Attribute("href")!.Value));
    }

    [Fact]
    public void ShownAsTextTheAnswerStaysClosed() => Assert.Equal(
        "04-1  What does `Loss` return?\n  a) a number\n  b) a <tensor>\n  c) nothing",
        Load(First).ToMimeBundle().PlainText);

    [Fact]
    public void AChapterHasItsOwnQuestions()
    {
        var quiz = Load(First, Second);
        Assert.Equal(["05-1"], quiz.Of("05").Questions.Select(question => question.Id));
        Assert.Equal("The quiz has no questions of chapter '09'; it has some of 04, 05. (Parameter 'chapter')", Assert.Throws<ArgumentException>(() => quiz.Of("09")).Message);
    }

    [Fact]
    public void ADrawRepeatsNothingAndFollowsItsSeed()
    {
        var quiz = Load([.. Enumerable.Range(1, 30).Select(number => First.Replace("04-1", $"04-{number}", StringComparison.Ordinal))]);
        string[] Ids(int seed) => [.. quiz.Draw(10, seed).Questions.Select(question => question.Id)];
        Assert.Equal(10, Ids(1).Distinct().Count());
        Assert.Equal(Ids(1), Ids(1));
        Assert.NotEqual(Ids(1), Ids(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => quiz.Draw(31, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => quiz.Draw(0, 1));
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        var quiz = Load(First, Second);
        Assert.StartsWith("The quiz has no question '04-7'; of chapter 04 it has 04-1.", Assert.Throws<ArgumentException>(() => quiz.Answer("04-7", 'a')).Message, StringComparison.Ordinal);
        Assert.StartsWith("The quiz has no question 'x'; an id is a chapter's two digits and a number, like 04-1.", Assert.Throws<ArgumentException>(() => quiz["x"]).Message, StringComparison.Ordinal);
        Assert.StartsWith("Question 04-1 has the options a to c; 'd' is none of them.", Assert.Throws<ArgumentException>(() => quiz.Answer("04-1", 'd')).Message, StringComparison.Ordinal);
        Assert.StartsWith("Question 04-1 is answered 2 times; give each question one answer.", Assert.Throws<ArgumentException>(() => quiz.Answers(("04-1", 'a'), ("04-1", 'b'))).Message, StringComparison.Ordinal);
        Assert.Contains("datasets/quiz.json", Assert.Throws<FileNotFoundException>(() => Quiz.Load(Path.Combine(folder, "none.json"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"right\": true", "\"right\": false", "quiz.json: question 04-1 has no right option; mark exactly one with \"right\": true.")]
    [InlineData("\"that is Step\"", "\"that is Step\", \"right\": true", "quiz.json: question 04-1 has 2 right options; mark exactly one with \"right\": true.")]
    [InlineData("\"right\": true", "\"right\": 1", "quiz.json: 'right' of option a of question 04-1 must be true or false.")]
    [InlineData("\"why\": \"that is Step\"", "\"because\": \"x\"", "quiz.json: option c of question 04-1 has an unknown key 'because'; it may have text, why, right.")]
    [InlineData(", \"why\": \"that is Step\"", "", "quiz.json: option c of question 04-1 has no 'why'.")]
    [InlineData("\"that is Step\"", "\" \"", "quiz.json: 'why' of option c of question 04-1 must be a text that is not empty.")]
    [InlineData("\"section\": ", "\"place\": ", "quiz.json: question 1 has an unknown key 'place'; it may have id, section, question, options.")]
    [InlineData("04-training", "05-training", "quiz.json: question 04-1 points to '05-training.ipynb#1--data', but its section must lie in chapter 04: NN-name.ipynb#section.")]
    [InlineData("\"04-1\"", "\"4-1\"", "quiz.json: question 1 has the id '4-1', but an id is a chapter's two digits and a number, like 04-1.")]
    [InlineData(", {\"text\": \"nothing\", \"why\": \"that is Step\"}", "", "quiz.json: question 04-1 has 2 options; give it 3 to 5.")]
    [InlineData("\"id\": \"04-1\"", "\"id\": \"04-1\", \"id\": \"04-2\"", "quiz.json: question 1 has the key 'id' twice.")]
    public void ABadQuestionIsRefusedWithOneSentence(string good, string bad, string message)
    {
        Assert.Contains(good, First, StringComparison.Ordinal);
        Assert.Equal(message, Refusal($$"""{"questions": [{{First.Replace(good, bad, StringComparison.Ordinal)}}]}"""));
    }

    [Fact]
    public void ABadFileIsRefusedWithOneSentence()
    {
        Assert.Equal("quiz.json: the id '04-1' comes twice; give each question one of its own.", Refusal($$"""{"questions": [{{First}}, {{First}}]}"""));
        Assert.Equal("quiz.json: 'questions' must be a list with at least one question.", Refusal("""{"questions": []}"""));
        Assert.Equal("quiz.json: the file must be an object with questions.", Refusal("[]"));
        Assert.Equal("quiz.json: question 1 must be an object with id, section, question, options.", Refusal("""{"questions": [1]}"""));
        Assert.StartsWith("quiz.json is no JSON (line 1): ", Refusal("Which way?"), StringComparison.Ordinal);
    }
}
