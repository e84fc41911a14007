using LlmCourse.Data;
using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Data;

public class RecallTaskTests
{
    [Fact]
    public void EveryAnswerIsTheLetterThatLiesAsFarBackAsTheQuestionSays()
    {
        var task = new RecallTask(letters: 5, farthest: 6, questions: 20, batchSize: 8);
        using var batch = task.Next();
        Assert.Equal([8L, 40L], batch.Inputs.shape);
        var (inputs, targets) = (batch.Inputs.data<long>().ToArray(), batch.Targets.data<long>().ToArray());
        for (var i = 0; i < inputs.Length; i++)
        {
            var (place, distance) = (i % 40, (int)inputs[i] - 4); // a question of distance d is the token 5 + d - 1
            if (place % 2 == 0)
            {
                Assert.InRange(inputs[i], 0, 4);
                Assert.Equal(RecallTask.NotAsked, targets[i]);
            }
            else
            {
                Assert.InRange(distance, 1, 6);
                var answer = place - 1 - (2 * (distance - 1));
                Assert.Equal(answer >= 0 ? inputs[i - place + answer] : RecallTask.NotAsked, targets[i]);
            }
        }
    }

    [Fact]
    public void WhatIsNotAskedIsWhatTheLossLeavesOut() => Assert.Equal(LlmCourse.Model.LanguageModel.NoTarget, RecallTask.NotAsked);

    [Fact]
    public void TheStateBringsTheSameSequencesBack()
    {
        var task = new RecallTask(5, 6, 20, 2);
        var state = task.State;
        using var first = task.Next();
        task.State = state;
        using var again = task.Next();
        Assert.Equal(first.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
    }

    [Fact]
    public void AnUntrainedModelIsRightAsOftenAsChance()
    {
        var task = new RecallTask(letters: 4, farthest: 3, questions: 6, batchSize: 200);
        Assert.Throws<ArgumentException>(() => new RecallTask(0, 1, 1, 1));
        using var model = (TestModels.Tiny with { VocabularySize = task.VocabularySize }).CreateModel();
        var accuracy = RecallAccuracy.ByDistance(model, task, batches: 4);
        Assert.Equal(3, accuracy.Length);
        Assert.All(accuracy, share => Assert.InRange(share, 0, 0.5));
    }
}
