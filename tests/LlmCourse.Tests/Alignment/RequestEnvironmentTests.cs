using LlmCourse.Alignment;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class RequestEnvironmentTests
{
    /// <summary>The first response is worth 0, the next 1, and so on.</summary>
    private sealed class Numbered : IReward
    {
        public double[] Score(IReadOnlyList<Response> responses) => [.. responses.Select((_, i) => (double)i)];
    }

    [Fact]
    public void TheResponsesToARequestStandTogetherEachWithItsReward()
    {
        var policy = Village.NewPolicy();
        var episodes = new RequestEnvironment(policy.Tokenizer, new Numbered(), Village.Requests).Play(policy.Model, tasks: 3, group: 2, new SeededRandom(1)).Cast<ResponseEpisode>().ToList();
        Assert.Equal([0, 1, 2, 3, 4, 5], episodes.Select(episode => episode.Reward));
        Assert.All(episodes.Chunk(2), pair => Assert.Equal(pair[0].Response.Request, pair[1].Response.Request));
        Assert.All(episodes, episode => Assert.Same(episode.Response.Tokens, Assert.Single(episode.Texts)));
    }

    [Fact]
    public void TheSameSeedBringsTheSameResponses()
    {
        var policy = Village.NewPolicy();
        string[] Say() => [.. new RequestEnvironment(policy.Tokenizer, new Numbered(), Village.Requests).Play(policy.Model, 2, 2, new SeededRandom(7)).Cast<ResponseEpisode>().Select(episode => episode.Response.Text)];
        Assert.Equal(Say(), Say());
    }
}
