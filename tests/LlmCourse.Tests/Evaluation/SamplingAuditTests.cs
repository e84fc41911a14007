using LlmCourse.Evaluation;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class SamplingAuditTests
{
    private static readonly double[] Fair = [0.1, 0.4, 0.3, 0.2];
    private static readonly double[] Rival = [0.3, 0.3, 0.3, 0.1];

    [Fact]
    public void APlaceIsTheRivalsFavouritesAndALuckyPartOfTheToken()
    {
        var audit = new SamplingAudit(cells: 10);
        audit.Add(Fair, Rival, token: 2, luck: 0.5); // rival over fair: 3, 0.75, 1, 0.5; before token 2 comes token 0: 0.1 + 0.5·0.3
        Assert.Equal(1, audit.Shares[2]);
        audit.Add(Fair, Rival, token: 3, luck: 0.99); // the rival's last choice: 0.8 + 0.99·0.2
        Assert.Equal(0.5, audit.Shares[9]);
        Assert.Equal(0.1 + 0.3 + 0.3 + 0.1, audit.Overlap, 12);
        Assert.Equal(2, audit.Tokens);
        Assert.Equal(2 * (0.8 * 0.8 / 0.2) + (8 * 0.2), audit.ChiSquare, 12); // 0.2 expected in each of ten cells
    }

    [Fact]
    public void HonestTokensPassAndTheRivalsDoNot()
    {
        var random = new SeededRandom(3);
        var (honest, swapped) = (new SamplingAudit(), new SamplingAudit());
        for (var i = 0; i < 20_000; i++)
        {
            honest.Add(Fair, Rival, Draw(Fair, random), random.NextDouble());
            swapped.Add(Fair, Rival, i % 20 == 0 ? Draw(Rival, random) : Draw(Fair, random), random.NextDouble()); // one in twenty
        }

        Assert.InRange(honest.PValue, 0.001, 1);
        Assert.InRange(swapped.PValue, 0, 1e-6);
    }

    [Fact]
    public void HonestPValuesAreSpreadEvenly()
    {
        var random = new SeededRandom(4);
        var values = Enumerable.Range(0, 400).Select(_ =>
        {
            var audit = new SamplingAudit(cells: 20);
            for (var i = 0; i < 500; i++)
            {
                audit.Add(Fair, Rival, Draw(Fair, random), random.NextDouble());
            }

            return audit.PValue;
        }).ToList();
        Assert.InRange(values.Count(p => p < 0.1), 20, 64); // 40 expected, deviation 6
        Assert.InRange(values.Count(p => p > 0.5), 160, 240); // 200 expected, deviation 10
    }

    [Fact]
    public void AnImpossibleTokenIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new SamplingAudit().Add([1, 0], [0.5, 0.5], token: 1, luck: 0.5));
        Assert.Throws<ArgumentException>(() => new SamplingAudit().Add([1, 0], [1], token: 0, luck: 0.5));
    }

    private static int Draw(double[] shares, SeededRandom random)
    {
        var (left, token) = (random.NextDouble(), 0);
        while (token < shares.Length - 1 && (left -= shares[token]) >= 0)
        {
            token++;
        }

        return token;
    }
}
