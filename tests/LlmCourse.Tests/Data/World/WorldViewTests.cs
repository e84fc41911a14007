using LlmCourse.Data.World;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data.World;

/// <summary>Questions, responses and word problems say the truth, or are wrong in the way that they say.</summary>
public class WorldViewTests
{
    private static readonly SyntheticWorld Village = new(WorldOptions.Village);
    private static readonly QuestionWriter Questions = new(Village);
    private static readonly RequestWriter Requests = new(Village);

    [Fact]
    public void EveryQuestionIsAnsweredByTheFacts()
    {
        foreach (var question in Questions.All(hops: 1))
        {
            Assert.Equal(1, question.Hops);
            Assert.Contains(question.About.Name, question.Text, StringComparison.Ordinal);
            Assert.Equal(Village.ValueOf(question.About, question.Relation), question.Answer);
            Assert.Contains(question.Answer, question.Statement, StringComparison.Ordinal);
        }

        Assert.Equal(40 * 9, Questions.All().Count());
    }

    [Fact]
    public void TwoHopsLeadOverTheBestFriend()
    {
        var asker = Village.People[3];
        var question = Questions.Ask(asker, Relation.Trade, hops: 2);
        Assert.Equal(Village.People[asker.Friend], question.About);
        Assert.Equal($"What does the best friend of {asker.Name} work as?", question.Text);
        Assert.Equal(Village.People[asker.Friend].Trade, question.Answer);
        Assert.Throws<ArgumentException>(() => Questions.Ask(asker, Relation.Home, hops: 3));
    }

    [Fact]
    public void EveryViewUsesTheWordsOfTheWorld()
    {
        var random = new SeededRandom(3);
        var texts = Questions.All(1, 0).Concat(Questions.All(2, 1)).SelectMany(question => new[]
        {
            question.Text, question.Answer, question.Statement,
        }).Concat(Enumerable.Range(0, 300).Select(_ => Requests.Write(random)).SelectMany(request => new[]
        {
            request.Prompt, Requests.Respond(request, random),
            Requests.Respond(request, ResponseFlaws.False | ResponseFlaws.Rude | ResponseFlaws.Wordy | ResponseFlaws.Flattering, random),
        }));
        var problems = Enumerable.Range(0, 300).Select(i => new WordProblemWriter(Village).Write(1 + (i % 6), random)).SelectMany(p => new[] { p.Question, p.Solution });
        Assert.All(texts.Concat(problems), text => Assert.Equal(text, Village.Tokenizer.Decode(Village.Tokenizer.Encode(text))));
    }

    [Fact]
    public void NoWordOfTheVocabularyIsWithoutUse()
    {
        var random = new SeededRandom(3);
        var row = new int[400_000];
        Village.Language.Fill(random, row);
        var views = Questions.All(1, 0).Concat(Questions.All(1, 1)).Select(q => q.Text)
            .Concat(Enumerable.Range(0, 500).Select(_ => Requests.Write(random)).SelectMany(request => new[] { request.Prompt, Requests.Respond(request, random) }))
            .Concat(Enumerable.Range(0, 2000).Select(_ => new WordProblemWriter(Village).Write(6, random)).SelectMany(p => new[] { p.Question, p.Solution }));
        var used = row.Concat(views.SelectMany(text => Village.Tokenizer.Encode(text))).ToHashSet();
        // Numbers, names and specials depend on who happens to live in a village.
        string[] unused = [.. Village.Tokenizer.Words.Where((word, id) => !used.Contains(id) && char.IsLower(word[0]))];
        Assert.Empty(unused.Except(Village.Tokenizer.Words.Where(word => WorldWordsOfPeople.Contains(word))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void AWordProblemIsSolvedByItsSteps(int steps)
    {
        var random = new SeededRandom(steps);
        for (var i = 0; i < 200; i++)
        {
            var problem = new WordProblemWriter(Village).Write(steps, random);
            Assert.Equal(steps, problem.Steps.Count);
            var number = int.Parse(problem.Steps[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            foreach (var step in problem.Steps.Select(step => step.TrimEnd('.').Split(' ')))
            {
                var change = int.Parse(step[2], System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal($"{number}", step[0]);
                number += step[1] == "+" ? change : -change;
                Assert.Equal($"{number}", step[4]);
                Assert.InRange(number, 0, 63);
            }

            Assert.Equal(number, problem.Answer);
            Assert.EndsWith($"The answer is {number}.", problem.Solution, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AProblemOfTheTestIsOneWhateverItsPeopleAreCalled()
    {
        var writer = new WordProblemWriter(Village);
        Assert.All(writer.Test(50, seed: 1), problem => Assert.True(WordProblemWriter.IsTest(problem)));
        Assert.All(writer.Examples(50, seed: 1), problem => Assert.False(WordProblemWriter.IsTest(problem)));
        var problem = writer.Test(1, seed: 2, steps: 2).Single();
        Assert.True(WordProblemWriter.IsTest(problem with { Question = "Somebody else has other things." }));
        Assert.Equal(writer.Test(5, seed: 3).Select(one => one.Question), writer.Test(5, seed: 3).Select(one => one.Question));
    }

    private static HashSet<string> WorldWordsOfPeople =>
        [.. WorldWords.Trades, .. WorldWords.Foods, .. WorldWords.Hobbies, .. WorldWords.Pets, .. WorldWords.Colours, .. WorldWords.Dishes];
}
