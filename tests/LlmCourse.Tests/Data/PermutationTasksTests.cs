using LlmCourse.Data;
using TorchSharp;
using Xunit;

namespace LlmCourse.Tests.Data;

public class PermutationTasksTests
{
    [Fact]
    public void ThePermutationsAreAGroupWhoseOrderOfTermsMatters()
    {
        long[] all = [.. Enumerable.Range(0, PermutationTasks.Order).Select(i => (long)i)];
        Assert.All(all, a => Assert.Equal((a, a), (PermutationTasks.Compose(0, a), PermutationTasks.Compose(a, 0))));
        Assert.All(all, a => Assert.Single(all, b => PermutationTasks.Compose(a, b) == 0));
        Assert.All(from a in all from b in all from c in all select (a, b, c), t => Assert.Equal(
            PermutationTasks.Compose(PermutationTasks.Compose(t.a, t.b), t.c), PermutationTasks.Compose(t.a, PermutationTasks.Compose(t.b, t.c))));
        Assert.Contains(from a in all from b in all select (a, b), t => PermutationTasks.Compose(t.a, t.b) != PermutationTasks.Compose(t.b, t.a));
    }

    [Theory]
    [InlineData(ProductForm.Direct, 5, 1)]
    [InlineData(ProductForm.Steps, 8, 4)]
    [InlineData(ProductForm.Dots, 8, 1)]
    [InlineData(ProductForm.Alongside, 4, 4)]
    public void EachFormAsksForItsPartOfTheSameProducts(ProductForm form, int length, int asked)
    {
        var task = new PermutationTasks(4, form, batchSize: 30);
        using var batch = task.Next();
        Assert.Equal([30L, length], batch.Inputs.shape);
        foreach (var (inputs, targets) in Rows(batch.Inputs).Zip(Rows(batch.Targets)))
        {
            var products = PermutationTasks.RunningProducts(inputs[..4]);
            Assert.Equal(products[^asked..], targets.Where(target => target >= 0));
            Assert.False(PermutationTasks.IsTest(inputs[..4]));
        }
    }

    [Fact]
    public void WithStepsTheModelReadsEachStepBeforeTheNextIsAskedFor()
    {
        using var batch = new PermutationTasks(4, ProductForm.Steps, batchSize: 5).Next();
        Assert.All(Rows(batch.Inputs).Zip(Rows(batch.Targets)), row => Assert.Equal(row.First[5..], row.Second[4..^1]));
    }

    [Fact]
    public void ShorterQuestionsAreFilledUpAndNothingIsAskedThere()
    {
        var task = new PermutationTasks(6, ProductForm.Steps, batchSize: 200, fewest: 2);
        using var batch = task.Next();
        var counts = Rows(batch.Targets).Select(targets => targets.Count(target => target >= 0)).ToList();
        Assert.Equal([2, 3, 4, 5, 6], counts.Distinct().Order());
        Assert.All(Rows(batch.Inputs).Zip(counts), row => Assert.All(row.First[(2 * row.Second)..], token => Assert.Equal(PermutationTasks.Order, token)));
    }

    [Fact]
    public void TrainingAndTestNeverMeet()
    {
        var task = new PermutationTasks(3, ProductForm.Direct, batchSize: 5000);
        using var batch = task.Next();
        var trained = Rows(batch.Inputs).Select(row => PermutationTasks.Describe(row[..3])).ToHashSet();
        var (questions, _) = task.Test(100, seed: 3);
        Assert.DoesNotContain(Rows(questions), row => trained.Contains(PermutationTasks.Describe(row[..3])));
        Assert.True(trained.Count > 150); // of 216, so that the test means something
    }

    [Fact]
    public void AllFormsAreAskedTheSameQuestions()
    {
        var asked = Enum.GetValues<ProductForm>().Select(form => Rows(new PermutationTasks(5, form, 1).Test(8, seed: 4).Questions).Select(row => PermutationTasks.Describe(row[..5])));
        Assert.Single(asked.Select(questions => string.Join('|', questions)).Distinct());
    }

    [Fact]
    public void ACorruptedStepLeadsToTheProductThatFollowsFromIt()
    {
        var (prompts, following, right) = new PermutationTasks(5, ProductForm.Steps, 1).Corrupted(40, step: 2, seed: 5);
        Assert.Equal([40L, 8L], prompts.shape);
        Assert.Equal([40L, 3L], following.shape);
        foreach (var ((prompt, wrong), truth) in Rows(prompts).Zip(Rows(following)).Zip(Rows(right)))
        {
            var products = PermutationTasks.RunningProducts(prompt[..5]);
            Assert.Equal(products[0], prompt[6]);
            Assert.NotEqual(products[1], prompt[7]);
            Assert.Equal(products[2..], truth);
            Assert.Equal(PermutationTasks.Compose(prompt[7], prompt[2]), wrong[0]);
            Assert.NotEqual(truth[^1], wrong[^1]); // a group: one wrong factor, a wrong product
        }
    }

    [Fact]
    public void ANonsenseQuestionIsRefused()
    {
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => new PermutationTasks(1, ProductForm.Direct, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("step 1 to 3", Assert.Throws<ArgumentException>(() => new PermutationTasks(4, ProductForm.Steps, 4).Corrupted(1, 4, 1)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<long[]> Rows(torch.Tensor tokens) => tokens.data<long>().ToArray().Chunk((int)tokens.shape[1]);
}
