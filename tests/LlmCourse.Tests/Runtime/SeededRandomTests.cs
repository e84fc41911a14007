using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class SeededRandomTests
{
    [Fact]
    public void TheNumbersAreSplitMix64s()
    {
        // From the reference program at https://prng.di.unimi.it/splitmix64.c
        var random = new SeededRandom(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.NextBits()));
    }

    [Fact]
    public void SettingTheStateGoesBack()
    {
        var random = new SeededRandom(3);
        random.NextBits();
        var state = random.State;
        var first = random.NextDouble();
        random.State = state;
        Assert.Equal(first, random.NextDouble());
    }

    [Fact]
    public void EachNumberBelowTheLimitIsEquallyLikely()
    {
        var random = new SeededRandom(5);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.NextInt32(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_700, 10_300)); // three standard deviations
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextDouble(), 0, 1 - double.Epsilon));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextInt64(long.MaxValue), 0, long.MaxValue - 1));
        Assert.Throws<ArgumentException>(() => random.NextInt64(0));
    }

    [Fact]
    public void ShufflingKeepsTheValuesAndFavoursNoOrder()
    {
        var random = new SeededRandom(6);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 6000; i++)
        {
            int[] values = [1, 2, 3];
            random.Shuffle<int>(values);
            var order = string.Concat(values);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, orders.Count);
        Assert.All(orders.Values, count => Assert.InRange(count, 900, 1100));
    }
}
