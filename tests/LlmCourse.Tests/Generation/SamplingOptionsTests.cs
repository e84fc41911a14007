using LlmCourse.Generation;
using Xunit;

namespace LlmCourse.Tests.Generation;

public class SamplingOptionsTests
{
    public static TheoryData<SamplingOptions, string> Impossible => new()
    {
        { new SamplingOptions { MaxTokens = 0 }, "MaxTokens (0) must be at least 1." },
        { new SamplingOptions { Temperature = -0.5 }, "Temperature (-0.5) must be at least 0, and finite." },
        { new SamplingOptions { Temperature = double.NaN }, "Temperature (NaN) must be at least 0, and finite." },
        { new SamplingOptions { Temperature = double.PositiveInfinity }, "Temperature (Infinity) must be at least 0, and finite." },
        { new SamplingOptions { TopK = 0 }, "TopK (0) must be at least 1." },
        { new SamplingOptions { TopP = 0 }, "TopP (0) must be above 0 and at most 1." },
        { new SamplingOptions { TopP = 1.5 }, "TopP (1.5) must be above 0 and at most 1." },
        { new SamplingOptions { TopP = double.NaN }, "TopP (NaN) must be above 0 and at most 1." },
        { new SamplingOptions { StopSequences = ["\n", ""] }, "A stop sequence must not be empty." },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void AnImpossibleOptionIsRefusedInOneSentence(SamplingOptions options, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(options.Validate).Message);

    [Fact]
    public void TheUsualOptionsAreFine()
    {
        new SamplingOptions().Validate();
        SamplingOptions.Greedy.Validate();
        new SamplingOptions { TopK = 1, TopP = 1, Temperature = 0.01, StopSequences = ["."] }.Validate();
    }
}
