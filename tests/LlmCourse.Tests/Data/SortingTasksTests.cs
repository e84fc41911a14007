using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class SortingTasksTests
{
    [Fact]
    public void ACustomNeverChangesAndADocumentReadsAsPairs()
    {
        using var batch = new SortingTasks(examples: 6, freshShare: 0, labelNoise: 0, batchSize: 64).Next();
        var boxes = new Dictionary<(string Thing, int Set), string>();
        foreach (var document in batch.Inputs.data<long>().ToArray().Chunk(18))
        {
            var words = SortingTasks.Describe(document).Split(' ');
            foreach (var pair in words.Chunk(3))
            {
                Assert.Equal(".", pair[2]);
                var set = (int)(document[1] - 16) / 4;
                Assert.Equal(pair[1], boxes.TryAdd((pair[0], set), pair[1]) ? pair[1] : boxes[(pair[0], set)]);
            }
        }

        Assert.Equal(SortingTasks.Customs, boxes.Keys.Select(key => key.Set).Distinct().Count());
    }

    [Fact]
    public void AFreshDocumentIsConsistentInItselfAlone()
    {
        using var batch = new SortingTasks(examples: 12, freshShare: 1, labelNoise: 0, batchSize: 32).Next();
        var all = new HashSet<(long Kind, long Box)>();
        foreach (var document in batch.Inputs.data<long>().ToArray().Chunk(36))
        {
            var pairs = document.Chunk(3).Select(pair => (Kind: pair[0] / 4, Box: pair[1])).Distinct().ToArray();
            Assert.True(pairs.Length <= 4 && pairs.DistinctBy(pair => pair.Kind).Count() == pairs.Length, "A kind of thing went into two boxes of one document.");
            all.UnionWith(pairs);
        }

        Assert.True(all.Count > 40, "Fresh documents repeat the same few boxes.");
    }

    [Fact]
    public void PromptsOfAllKindsAskTheSameQuestions()
    {
        var right = SortingTasks.Prompts(20, 3, fresh: false, DemonstrationKind.RightLabels, seed: 5);
        Assert.Equal([20L, 10L], right.Prompts.shape);
        foreach (var kind in Enum.GetValues<DemonstrationKind>())
        {
            var other = SortingTasks.Prompts(20, 3, fresh: false, kind, seed: 5);
            Assert.Equal(right.Prompts[.., ^1].data<long>().ToArray()[0], other.Prompts[.., ^1].data<long>().ToArray()[0]);
            Assert.Equal(20, other.Answers.shape[0]);
        }
    }

    [Fact]
    public void ExamplesWithRightLabelsAreThoseOfTheAnswersTask()
    {
        var (prompts, answers) = SortingTasks.Prompts(50, 8, fresh: true, DemonstrationKind.RightLabels, seed: 5);
        foreach (var (prompt, answer) in prompts.data<long>().ToArray().Chunk(25).Zip(answers.data<long>().ToArray()))
        {
            var same = prompt.Chunk(3).Where(part => part.Length == 3 && part[0] / 4 == prompt[24] / 4);
            Assert.All(same, example => Assert.Equal(answer, example[1]));
        }
    }

    [Fact]
    public void SharesThatAreNoneAreRefused() =>
        Assert.Contains("between 0 and 1", Assert.Throws<ArgumentException>(() => new SortingTasks(4, 1.5, 0, 8)).Message, StringComparison.Ordinal);
}
