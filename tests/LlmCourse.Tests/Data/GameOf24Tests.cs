using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class GameOf24Tests
{
    [Theory]
    [InlineData(true, 4, 9, 10, 13)]
    [InlineData(true, 1, 5, 5, 5)] // 5 * (5 - 1 / 5)
    [InlineData(true, 3, 3, 8, 8)] // 8 / (3 - 8 / 3)
    [InlineData(false, 1, 1, 1, 1)]
    [InlineData(false, 13, 13, 13, 13)]
    public void TheSolverKnowsWhatCanBeWon(bool canBeWon, int a, int b, int c, int d) => Assert.Equal(canBeWon, GameOf24.Of(a, b, c, d).CanBeWon());

    [Fact]
    public void ASolutionIsMadeOfLegalMovesAndEndsIn24()
    {
        foreach (var deal in GameOf24.Deals(10, seed: 1, isTest: true))
        {
            var state = deal;
            foreach (var step in deal.Solve()!)
            {
                state = state.Apply(step)!;
            }

            Assert.True(state.IsWon);
        }
    }

    [Fact]
    public void ASolutionIsAlsoOneExpression()
    {
        Assert.All(GameOf24.Deals(40, seed: 4, isTest: true).Append(GameOf24.Of(1, 5, 5, 5)).Append(GameOf24.Of(3, 3, 8, 8)), deal =>
        {
            var solution = $"{deal.Solution()}";
            Assert.True(deal.IsSolvedBy(solution), solution);
            Assert.Equal(deal, GameOf24.UsedBy(solution));
        });
        Assert.Null(GameOf24.Of(1, 1, 1, 1).Solution());
        Assert.False(GameOf24.Of(24).IsSolvedBy(new string('(', 100_000)));
        Assert.False(GameOf24.Of(2, 12).IsSolvedBy("9223372036854775807 * 9223372036854775807"));
        Assert.Null(GameOf24.UsedBy("4 * six"));
    }

    [Fact]
    public void AWrongOrIllegalMoveIsNone()
    {
        var game = GameOf24.Of(4, 9, 10, 13);
        Assert.NotNull(game.Apply("13 - 9 = 4"));
        Assert.Equal(game.Apply("4 + 9 = 13"), game.Apply("9 + 4 = 13"));
        Assert.All(["13 - 9 = 5", "13 - 8 = 5", "4 4 4", ""], step => Assert.Null(game.Apply(step)));
    }

    [Fact]
    public void DealsOfTrainingAndTestAreDifferentAndCanBeWon()
    {
        var (train, test) = (GameOf24.Deals(40, seed: 2, isTest: false), GameOf24.Deals(40, seed: 2, isTest: true));
        Assert.Equal(80, train.Concat(test).Distinct().Count());
        Assert.Equal(GameOf24.Of(1, 2, 3, 4), GameOf24.Of(4, 3, 2, 1));
    }

    [Fact]
    public void FractionsAreExact()
    {
        Assert.Equal(new Fraction(1, 3), new Fraction(-2, -6));
        Assert.Equal(new Fraction(24), new Fraction(5) * (new Fraction(5) - (new Fraction(1) / new Fraction(5))));
        Assert.Equal("-3/4", new Fraction(3, -4).ToString());
        Assert.Throws<DivideByZeroException>(() => new Fraction(1) / new Fraction(0));
    }
}
