using LlmCourse.Alignment;
using LlmCourse.Data.World;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class StoryProbeTests
{
    private static readonly SyntheticWorld Village = new(WorldOptions.Village);

    [Fact]
    public void EveryBeginningIsOneThatTheStoriesHave()
    {
        var probes = StoryProbe.Of(Village, Village.People);
        Assert.Equal(8 * 40, probes.Count);
        Assert.All(probes, probe => Assert.All(Village.Language.Surprises(probe.Tokens.Skip(1).ToArray()), surprise => Assert.True(double.IsFinite(surprise))));
    }

    [Fact]
    public void OnlyTheFactIsAsked()
    {
        var person = Village.People[0];
        var first = StoryProbe.Of(Village, [person])[0];
        Assert.Equal(person.Home, Village.Tokenizer.Decode(first.Tokens.Where((_, i) => first.IsResponse[i]).ToArray()));
        Assert.Equal($"\n{person.Name} lives in {person.Home}", Village.Tokenizer.Decode(first.Tokens.ToArray()));
    }
}
