using System.Text.RegularExpressions;
using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public partial class LastDigitProblemsTests
{
    [Fact]
    public void EachStepIsRightAndTheLastOneIsTheAnswer()
    {
        foreach (var problem in LastDigitProblems.Test(40, seed: 1, steps: 4))
        {
            Assert.Equal(4, problem.Steps.Count);
            foreach (var step in problem.Steps.Select(step => Step().Match(step)))
            {
                var (a, b, result) = (Digit(step, 1), Digit(step, 3), Digit(step, 4));
                Assert.Equal((step.Groups[2].Value == "+" ? a + b : a * b) % 10, result);
            }

            Assert.EndsWith($"= {problem.Answer}.", problem.Reasoning, StringComparison.Ordinal);
            Assert.StartsWith($"Take {problem.Steps[0][0]}, ", problem.Question, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TrainingAndTestNeverMeet()
    {
        var source = new LastDigitProblems(192, 4);
        var trained = Enumerable.Range(0, 500).SelectMany(_ => Question().Matches(source.NextDocument())).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.All(trained, question => Assert.False(LastDigitProblems.IsTest(question)));
        Assert.All(LastDigitProblems.Examples(50, seed: 2, steps: 2), problem => Assert.False(LastDigitProblems.IsTest(problem.Question)));
        Assert.All(LastDigitProblems.Test(50, seed: 2, steps: 2), problem => Assert.True(LastDigitProblems.IsTest(problem.Question)));
    }

    [Fact]
    public void ADocumentSurvivesItsTokenizerAndIsRead()
    {
        var document = new LastDigitProblems(192, 1, seed: 6).NextDocument();
        var tokens = LastDigitProblems.Tokenizer.Encode(document);
        Assert.Equal(document, LastDigitProblems.Tokenizer.Decode(tokens));
        using var batch = new LastDigitProblems(192, 1, seed: 6).Next();
        var read = Math.Min(192, tokens.Length - 1);
        Assert.Equal(tokens[..read].Select(token => (long)token), batch.Inputs.data<long>().ToArray()[..read]);
        Assert.Equal(tokens[1..(read + 1)].Select(token => (long)token), batch.Targets.data<long>().ToArray().Where(target => target >= 0));
    }

    [Fact]
    public void PeopleHaveHabits()
    {
        var source = new LastDigitProblems(192, 1, seed: 8);
        var documents = Enumerable.Range(0, 400).Select(_ => source.NextDocument()).ToList();
        double Share(Func<string, bool> isSo) => documents.Average(document => isSo(document.Split("\n\n")[0]) ? 1.0 : 0);
        Assert.InRange(Share(first => first.Contains(LastDigitProblems.Cue, StringComparison.Ordinal)), 0.14, 0.26);
        Assert.InRange(Share(first => !first.Contains('=', StringComparison.Ordinal)), 0.37, 0.53);
    }

    private static int Digit(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d) ([+x]) (\d) = (\d)\.$")]
    private static partial Regex Step();

    [GeneratedRegex(@"Q: ([^\n]*)\n")]
    private static partial Regex Question();
}
