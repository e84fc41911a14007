using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class PolicyTests
{
    [Fact]
    public void EachRequestHasAGroupOfItsOwnResponses()
    {
        var (policy, requests) = (Village.NewPolicy(), Village.Ask(70)); // more than go through the model together
        var groups = policy.RespondInGroups(requests, 2, new SeededRandom(1)).ToList();
        Assert.Equal(requests.Length, groups.Count);
        Assert.All(groups.Zip(requests), pair => Assert.All(pair.First, response => Assert.Same(pair.Second, response.Request)));
        Assert.All(groups, group => Assert.Equal(2, group.Length));
    }

    [Fact]
    public void GroupsHoldWhatThePolicySaysOtherwise()
    {
        var (policy, requests) = (Village.NewPolicy(), Village.Ask(3));
        var plain = policy.Respond([requests[0], requests[0], requests[1], requests[1], requests[2], requests[2]], new SeededRandom(4));
        Assert.Equal(plain.Select(response => response.Text), policy.RespondInGroups(requests, 2, new SeededRandom(4)).SelectMany(group => group).Select(response => response.Text));
    }

    [Fact]
    public void AGroupOfNothingIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Village.NewPolicy().RespondInGroups(Village.Ask(1), 0, new SeededRandom(1)));
}
