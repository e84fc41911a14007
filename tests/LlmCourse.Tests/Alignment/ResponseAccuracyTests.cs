using LlmCourse.Alignment;
using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Tests.Generation;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class ResponseAccuracyTests
{
    private static readonly ChatTokens Right = new([0, 1, 2, 3], [false, false, true, true]);
    private static readonly ChatTokens WrongAtTheEnd = new([0, 1, 2, 4], [false, false, true, true]);
    private static readonly ChatTokens WrongPromptOnly = new([0, 3, 4, 0], [false, false, true, true]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AResponseIsRightFromItsFirstTokenToItsLastOrNotAtAll(bool fast)
    {
        using var model = TableModel.Cycle(5);
        model.UseFastKernels = fast;
        Assert.Equal([true, false, true], ResponseAccuracy.Measure(model, [Right, WrongAtTheEnd, WrongPromptOnly]));
        Assert.Equal(2.0 / 3, ResponseAccuracy.Share(model, [Right, WrongAtTheEnd, WrongPromptOnly]), 12);
    }

    [Fact]
    public void OnePassAgreesWithWritingTokenByToken()
    {
        using var model = new Gpt(TestModels.Tiny);
        var generator = new TextGenerator(model, new CharTokenizer("abcdefghijklmnopq"));
        var examples = Enumerable.Range(0, 17).SelectMany(a => Enumerable.Range(0, 3).Select(b =>
        {
            int[] prompt = [a, ((3 * a) + b) % 17];
            var written = Write(generator, prompt, 3);
            written[2] = b == 2 ? (written[2] + 1) % 17 : written[2]; // every third is wrong
            return (Chat: new ChatTokens([.. prompt, .. written], [false, false, true, true, true]), IsRight: b != 2);
        })).ToList();
        Assert.Equal(examples.Select(example => example.IsRight), ResponseAccuracy.Measure(model, [.. examples.Select(example => example.Chat)]));
    }

    /// <summary>Takes the likeliest token, time after time.</summary>
    private static int[] Write(TextGenerator generator, int[] prompt, int count)
    {
        var tokens = prompt.ToList();
        for (var i = 0; i < count; i++)
        {
            var logits = generator.NextLogits(tokens);
            tokens.Add(Array.IndexOf(logits, logits.Max()));
        }

        return [.. tokens.Skip(prompt.Length)];
    }
}
