using LlmCourse.Data;
using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class TreeOfThoughtsTests
{
    [Theory]
    [InlineData(TreeSearch.BreadthFirst)]
    [InlineData(TreeSearch.DepthFirst)]
    [InlineData(TreeSearch.Beam)]
    public async Task WithAnExactValuerEverySearchWinsAndItsPathIsLegal(TreeSearch search)
    {
        foreach (var deal in GameOf24.Deals(5, seed: 3, isTest: true))
        {
            var result = await Game(state => state.CanBeWon() ? 1 : 0, search, threshold: 1, width: 1).RunAsync(deal);
            Assert.True(result.Found);
            Assert.Equal(4, result.Path.Count);
            Assert.All(result.Path.Zip(result.Path.Skip(1)), pair => Assert.Contains(pair.First.Moves(), move => move.Next.Equals(pair.Second)));
        }
    }

    [Fact]
    public async Task DepthFirstComesBackFromADeadEnd()
    {
        // 1 looks best and leads nowhere; 2 leads to the goal.
        var tree = new Dictionary<int, int[]> { [0] = [1, 2], [1] = [3], [2] = [4] };
        var result = await Tree(tree, goal: 4, value: node => -node, TreeSearch.DepthFirst).RunAsync(0);
        Assert.Equal([0, 2, 4], result.Path);
        Assert.Equal(4, result.ProposerCalls); // of 0, 1, 3, 2
    }

    [Fact]
    public async Task ABeamForgetsWhatIsNotAmongItsBest()
    {
        var tree = new Dictionary<int, int[]> { [0] = [1, 2], [1] = [3], [2] = [4] };
        Assert.False((await Tree(tree, goal: 4, value: node => -node, TreeSearch.Beam, width: 1).RunAsync(0)).Found);
        Assert.True((await Tree(tree, goal: 4, value: node => -node, TreeSearch.Beam, width: 2).RunAsync(0)).Found);
    }

    [Fact]
    public async Task AThoughtIsFollowedOnce()
    {
        var circle = new Dictionary<int, int[]> { [0] = [1], [1] = [0, 1] };
        var result = await Tree(circle, goal: 9, value: _ => 0, TreeSearch.BreadthFirst).RunAsync(0);
        Assert.Equal((2, 2, false), (result.ProposerCalls, result.Pruned, result.Found));
        Assert.Equal([0, 1], result.Path);
    }

    [Fact]
    public async Task TheLimitsEndTheSearch()
    {
        var line = Enumerable.Range(0, 50).ToDictionary(i => i, i => new[] { i + 1 });
        Assert.Equal(3, (await Tree(line, goal: 40, value: _ => 0, TreeSearch.Beam, proposals: 3).RunAsync(0)).ProposerCalls);
        Assert.Equal(9, (await Tree(line, goal: 40, value: _ => 0, TreeSearch.DepthFirst).RunAsync(0)).Path.Count); // depth 8
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tree(line, goal: 40, value: _ => 0, TreeSearch.Beam).RunAsync(0, cancellation.Token));
    }

    private static TreeOfThoughts<GameOf24> Game(Func<GameOf24, double> value, TreeSearch search, double threshold, int width) =>
        new((state, _) => Task.FromResult<IReadOnlyList<GameOf24>>([.. state.Moves().Select(move => move.Next)]), (state, _) => Task.FromResult(value(state)), state => state.IsWon)
        {
            Search = search,
            Threshold = threshold,
            Width = width,
        };

    private static TreeOfThoughts<int> Tree(Dictionary<int, int[]> tree, int goal, Func<int, double> value, TreeSearch search, int width = 5, int proposals = int.MaxValue) =>
        new((node, _) => Task.FromResult<IReadOnlyList<int>>(tree.GetValueOrDefault(node, [])), (node, _) => Task.FromResult(value(node)), node => node == goal)
        {
            Search = search,
            Width = width,
            MostProposals = proposals,
        };
}
