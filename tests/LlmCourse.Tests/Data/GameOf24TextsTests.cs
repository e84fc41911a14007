using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class GameOf24TextsTests
{
    [Fact]
    public void AStepIsReadOnlyWhenAllOfItIsRight()
    {
        var deal = GameOf24.Of(4, 9, 10, 13);
        Assert.Equal(GameOf24.Of(4, 4, 10), GameOf24Texts.Read(deal, "13 - 9 = 4 left 4 4 10."));
        Assert.All(["13 - 9 = 4 left 4 10.", "13 - 9 = 5 left 4 5 10.", "4 - 9 = -5 left -5 10 13.", "13 - 9 = 4", ""], text => Assert.Null(GameOf24Texts.Read(deal, text)));
    }

    [Fact]
    public void AChainLeadsWhereItsStepsLead()
    {
        var deal = GameOf24.Of(4, 9, 10, 13);
        Assert.True(GameOf24Texts.Follow(deal, "13 - 9 = 4 left 4 4 10. 10 - 4 = 6 left 4 6. 4 * 6 = 24 left 24.")!.IsWon);
        Assert.Null(GameOf24Texts.Follow(deal, "13 - 9 = 4 left 4 4 10. 10 - 4 = 7 left 4 7. 4 * 7 = 28 left 28."));
    }

    [Fact]
    public void StepsAreLegalAndOfTheTraining()
    {
        foreach (var (prompt, answer) in Rows(new GameOf24Steps(64, seed: 3).Next()))
        {
            var state = GameOf24.Of(prompt.TrimEnd('>').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
            Assert.NotNull(GameOf24Texts.Read(state, answer));
            Assert.False(state.Numbers.Count == 4 && GameOf24.IsTest(state));
        }
    }

    [Fact]
    public void TheDealsOfTheTrainingCanBeWonAndAreNoTests()
    {
        Assert.True(GameOf24Texts.TrainingDeals.Count > 900);
        Assert.All(GameOf24Texts.TrainingDeals, deal => Assert.False(GameOf24.IsTest(deal)));
        Assert.All(GameOf24Texts.TrainingDeals.Take(20), deal => Assert.True(deal.CanBeWon()));
    }

    [Fact]
    public void GamesOfWinnersStayWinnable()
    {
        foreach (var (prompt, answer) in Rows(new GameOf24Steps(32, seed: 4, won: 1).Next()))
        {
            var state = GameOf24.Of(prompt.TrimEnd('>').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
            Assert.True(GameOf24Texts.Read(state, answer)!.CanBeWon());
        }
    }

    [Fact]
    public void ValuesAreThoseOfTheSolver()
    {
        var rows = Rows(new GameOf24Values(200, seed: 5).Next()).ToList();
        foreach (var (prompt, answer) in rows)
        {
            var state = GameOf24.Of(prompt.TrimEnd('?').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
            Assert.Equal(state.CanBeWon() ? "yes" : "no", answer);
            Assert.False(state.Numbers.Count == 4 && GameOf24.IsTest(state));
        }

        Assert.InRange(rows.Count(row => row.Answer == "yes"), 70, 130);
    }

    [Fact]
    public void TheStateBringsTheSameTextsAgain()
    {
        var source = new GameOf24Steps(4, seed: 6);
        var state = source.State;
        var first = Rows(source.Next()).ToList();
        source.State = state;
        Assert.Equal(first, Rows(source.Next()).ToList());
        Assert.Throws<ArgumentException>(() => new GameOf24Steps(0));
        Assert.Throws<ArgumentException>(() => new GameOf24Steps(1, won: 2));
        Assert.Throws<ArgumentException>(() => new GameOf24Values(0));
    }

    private static IEnumerable<(string Prompt, string Answer)> Rows(Batch batch)
    {
        using (batch)
        {
            var (length, words) = ((int)batch.Inputs.shape[1], GameOf24Texts.Tokenizer);
            var (inputs, targets) = (batch.Inputs.data<long>().ToArray(), batch.Targets.data<long>().ToArray());
            for (var row = 0; row < batch.Inputs.shape[0]; row++)
            {
                var answer = targets[(row * length)..((row + 1) * length)];
                var asked = Array.FindIndex(answer, token => token >= 0);
                yield return (words.Decode([.. inputs[(row * length)..((row * length) + asked + 1)].Select(token => (int)token)]), words.Decode([.. answer.Where(token => token >= 0).Select(token => (int)token)]));
            }
        }
    }
}
