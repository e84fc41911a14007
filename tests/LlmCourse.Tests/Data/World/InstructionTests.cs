using LlmCourse.Data.World;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data.World;

public class InstructionTests
{
    private static readonly InstructionTask[] Tasks = [InstructionTask.Answering, InstructionTask.Rewriting, InstructionTask.Summarising];
    private static readonly SyntheticWorld Town = new(WorldOptions.Town);
    private static readonly InstructionSplit Split = InstructionSplit.Of(Town, 42, Tasks);

    [Fact]
    public void NobodyIsAskedAboutInTwoParts()
    {
        HashSet<string>[] people = [.. new[] { Split.Training, Split.Validation, Split.Test }.Select(part => part.Select(instruction => instruction.About.Name).ToHashSet())];
        Assert.Equal([48 + 912, 16 + 304, 16 + 304], people.Select(part => part.Count)); // people of the town, and visitors
        Assert.Equal(1600, people.SelectMany(part => part).Distinct().Count());
    }

    [Fact]
    public void OnlyQuestionsAreAboutPeopleOfTheTown() =>
        Assert.All(Split.Training, instruction => Assert.Equal(instruction.Task == InstructionTask.Answering, Town.People.Contains(instruction.About)));

    [Fact]
    public void NoPromptOfTheTestIsAmongThoseToTrainOn() =>
        Assert.Empty(Split.Test.Select(instruction => instruction.Prompt).Intersect(Split.Training.Concat(Split.Validation).Select(instruction => instruction.Prompt)));

    [Fact]
    public void APersonOfTheTownIsAskedAboutInEveryWayAndAVisitorOnce()
    {
        Assert.Equal(48 * InstructionWriter.QuestionsPerPerson, Split.Only(InstructionTask.Answering).Training.Count);
        Assert.Equal(912, Split.Only(InstructionTask.Rewriting).Training.Count);
        Assert.Equal(912, Split.Only(InstructionTask.Summarising).Training.Count);
        Assert.Equal(Split.Training.Count, Split.Training.Select(instruction => instruction.Prompt).Distinct().Count());
        Assert.Throws<ArgumentException>(() => new InstructionWriter(Town).Write(InstructionTask.Answering, Town.People[0], new SeededRandom(1)));
    }

    [Fact]
    public void InstructionsUseTheWordsOfTheTown() =>
        Assert.All(Split.Training, instruction =>
        {
            Assert.Equal(instruction.Prompt, Town.Tokenizer.Decode(Town.Tokenizer.Encode(instruction.Prompt)));
            Assert.Equal(instruction.Response, Town.Tokenizer.Decode(Town.Tokenizer.Encode(instruction.Response)));
        });

    [Fact]
    public void ResponsesSayWhatIsTrueOfThePerson()
    {
        foreach (var instruction in Split.Test)
        {
            var values = Enum.GetValues<Relation>().Select(relation => Town.ValueOf(instruction.About, relation)).ToList();
            Assert.Contains(instruction.About.Name, instruction.Response, StringComparison.Ordinal);
            Assert.Contains(values, value => instruction.Response.Contains(value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ARewritingSaysTheSameInOtherWords()
    {
        var values = WorldWords.Towns.Concat(WorldWords.Trades).Concat(WorldWords.Foods).Concat(WorldWords.Hobbies).Concat(WorldWords.Pets).Concat(WorldWords.PetNames).ToHashSet();
        foreach (var instruction in Split.Only(InstructionTask.Rewriting).Test)
        {
            Assert.Equal(Values(instruction.Prompt).Order(), Values(instruction.Response).Order());
            Assert.Equal(2, instruction.Response.Split(". ").Length);
            Assert.Contains(instruction.Response.Split(". ")[1].Split(' ')[0], new[] { "She", "He", "Her", "His" });
        }

        IEnumerable<string> Values(string text) => text.Split(' ', '.', ':').Where(values.Contains);
    }

    [Fact]
    public void EachFactHasTwoWordingsWithTheNameAndTwoWithout()
    {
        var ada = Town.People[0];
        foreach (var fact in Enum.GetValues<Relation>())
        {
            var (plain, other) = (FactWriter.Plain(Town, ada, fact), FactWriter.Other(Town, ada, fact));
            Assert.NotEqual(plain, other);
            Assert.All([plain, other], sentence => Assert.Contains(ada.Name, sentence, StringComparison.Ordinal));
            Assert.All([FactWriter.Plain(Town, ada, fact, withName: false), FactWriter.Other(Town, ada, fact, withName: false)], sentence => Assert.DoesNotContain(ada.Name, sentence, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ASummaryIsShorterThanItsStoryAndSaysNothingThatTheStoryDoesNot()
    {
        foreach (var instruction in Split.Only(InstructionTask.Summarising).Test)
        {
            var words = instruction.Response.TrimEnd('.').Split(' ');
            Assert.True(words.Length < instruction.Prompt.Split(' ').Length / 2);
            Assert.All(words.Where(word => word != "of"), word => Assert.Contains(word, instruction.Prompt, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TheSameSeedWritesTheSameInstructions()
    {
        Assert.Equal(Split.Training, InstructionSplit.Of(Town, 42, Tasks).Training);
        Assert.NotEqual(Split.Training, InstructionSplit.Of(Town, 43, Tasks).Training);
        Assert.Throws<ArgumentException>(() => InstructionSplit.Of(Town, 42));
    }

    [Fact]
    public void TheWordsOfInstructionsLeaveOtherWorldsAsTheyWere()
    {
        var plain = new SyntheticWorld(WorldOptions.Town with { News = 0 });
        Assert.Equal(Town.Tokenizer.VocabularySize - 4, plain.Tokenizer.VocabularySize);
        Assert.Equal(plain.Tokenizer.Words.SkipLast(3), Town.Tokenizer.Words.SkipLast(7));
        Assert.Equal(plain.People, Town.People);
    }

    [Fact]
    public void NewsSayEachNameAndWhatHappenedTwice()
    {
        var news = Town.Documents().Where(document => document.StartsWith("News", StringComparison.Ordinal)).Take(200).ToList();
        Assert.All(news, text =>
        {
            var brief = text.TrimEnd('\n', '.').Split(": ")[^1].Split(' '); // Ida Fisher lost a key
            Assert.All(brief, word => Assert.True(text.Split(' ', '.', '\n').Count(other => other == word) >= 2, $"'{word}' comes once in: {text}"));
        });
    }

    [Fact]
    public void AProgramDoesWhatHappens()
    {
        var programs = InstructionSplit.Of(Town, 42, InstructionTask.Programming);
        Assert.All(programs.Test, instruction =>
        {
            var numbers = instruction.Prompt.Split(' ').Select(word => int.TryParse(word, out var number) ? number : 0).Where(number => number > 0);
            Assert.Equal(numbers, instruction.Response.Split(' ').Select(word => int.TryParse(word, out var number) ? number : 0).Where(number => number > 0));
            Assert.StartsWith("a ", instruction.Response, StringComparison.Ordinal);
        });
        Assert.Equal("static int F(int a) => a + 3 - 2;", Instruction.Function("a + 3 - 2"));
    }
}
