using LlmCourse.Alignment;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Alignment;

public class InstructionBatchesTests
{
    private static readonly ChatTokens[] Five =
    [
        Example(prompt: 2, response: 3, first: 1), Example(4, 1, 2), Example(1, 5, 3), Example(3, 3, 4), Example(2, 2, 5),
    ];

    [Fact]
    public void OnlyResponsesAreTargets()
    {
        using var batch = InstructionBatches.InOrder(Five[..1], length: 6).Single();
        Assert.Equal([1L, 2, 3, 4, 0, 0], batch.Inputs.data<long>().ToArray()); // the last token is predicted only
        Assert.Equal([-100L, 3, 4, 5, -100, -100], batch.Targets.data<long>().ToArray());
    }

    [Fact]
    public void NeitherFillingNorNeighboursChangeTheLossOfAConversation()
    {
        using var model = new Gpt(TestModels.Tiny);
        var alone = Five.Select(example => (Loss: MeanLoss.Measure(model, InstructionBatches.InOrder([example])), Count: example.IsResponse.Count(asked => asked))).ToList();
        var together = MeanLoss.Measure(model, InstructionBatches.InOrder(Five, length: 10));
        Assert.Equal(alone.Sum(one => one.Loss * one.Count) / alone.Sum(one => one.Count), together, 1e-5);
    }

    [Fact]
    public void AnotherNeighbourLeavesTheGradientOfTheRestAlone()
    {
        // Gradients of sums add up: what two conversations give together is what they give one by one.
        var (both, first, second) = (Gradient(Five[..2]), Gradient(Five[..1]), Gradient(Five[1..2]));
        Assert.All(both.Zip(first.Zip(second, (a, b) => a + b)), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public void AnEpochTakesEachConversationOnce()
    {
        var batches = new InstructionBatches(Five, batchSize: 1, seed: 3);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            var firsts = Enumerable.Range(0, Five.Length).Select(_ => FirstOf(batches.Next())).ToList();
            Assert.Equal([1, 2, 3, 4, 5], firsts.Order());
        }
    }

    [Fact]
    public void TheStateIsAllThatIsNeededToGoOn()
    {
        var batches = new InstructionBatches(Five, batchSize: 2, seed: 3);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            batches.Next().Dispose();
        }

        var other = new InstructionBatches(Five, batchSize: 2, seed: 99) { State = batches.State };
        foreach (var _ in Enumerable.Range(0, 6))
        {
            using var one = batches.Next();
            using var same = other.Next();
            Assert.Equal(one.Inputs.data<long>().ToArray(), same.Inputs.data<long>().ToArray());
        }
    }

    [Fact]
    public void AConversationThatDoesNotFitIsNamed()
    {
        var problem = Assert.Throws<ArgumentException>(() => new InstructionBatches(Five, 2, length: 4));
        Assert.StartsWith("Conversation 2 has 6 tokens, but a row of 4 holds 5", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new InstructionBatches([], 2));
    }

    /// <summary>Tokens from a first one on, counting up.</summary>
    private static ChatTokens Example(int prompt, int response, int first) => new(
        [.. Enumerable.Range(first, prompt + response)], [.. Enumerable.Range(0, prompt + response).Select(i => i >= prompt)]);

    private static int FirstOf(Batch batch)
    {
        using (batch)
        {
            return (int)batch.Inputs[0, 0].item<long>();
        }
    }

    private static float[] Gradient(ChatTokens[] examples)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        using var batch = InstructionBatches.InOrder(examples, 9).Single();
        nn.functional.cross_entropy(model.call(batch.Inputs).view(-1, 17), batch.Targets.view(-1), reduction: nn.Reduction.Sum).backward();
        return model.named_parameters().Single(p => p.name == "blocks.0.attention.output.weight").parameter.grad!.data<float>().ToArray();
    }
}
