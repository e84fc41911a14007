using System.Text.Json.Nodes;
using LlmCourse.Alignment;
using LlmCourse.Data;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Data.World;

public class ResponseDataTests
{
    private static readonly SyntheticWorld Town = new(WorldOptions.Town);
    private static readonly ResponseData Responses = new(Town);

    [Fact]
    public void ARowIsAConversationOfWhichOnlyTheResponseIsLearnt()
    {
        using var batch = Responses.CreateBatches(20, 48, 1, SamplingMode.RandomOffsets).Next();
        var (inputs, targets) = (batch.Inputs.data<long>().ToArray().Chunk(48), batch.Targets.data<long>().ToArray().Chunk(48));
        var (assistant, end) = (Town.Tokenizer["<assistant>"], Town.Tokenizer["<end>"]);
        foreach (var (input, target) in inputs.Zip(targets))
        {
            var (begin, last) = (Array.IndexOf(input, assistant), Array.IndexOf(target, end));
            Assert.All(Enumerable.Range(0, 48), place => Assert.Equal(place >= begin && place <= last, target[place] != RecallTask.NotAsked));
            var prompt = Town.Tokenizer.Decode([.. input[2..begin].Select(token => (int)token)]);
            var read = new ChatTemplate(Town.Tokenizer).Encode(prompt, Town.Tokenizer.Decode([.. target[begin..last].Select(token => (int)token)]));
            Assert.Equal(read.Tokens.SkipLast(1), input[..(last + 1)].Select(token => (int)token));
        }
    }

    [Fact]
    public void AStateGivesTheSameBatchAgain()
    {
        var source = Responses.CreateBatches(3, 48, 1, SamplingMode.RandomOffsets);
        source.Next().Dispose();
        var state = source.State;
        using var one = source.Next();
        source.State = state;
        using var other = source.Next();
        Assert.Equal(one.Inputs.data<long>().ToArray(), other.Inputs.data<long>().ToArray());
        Assert.Throws<ArgumentException>(() => Responses.CreateBatches(3, 10, 1, SamplingMode.RandomOffsets).Next());
    }

    [Fact]
    public void TheClerksRecipeFitsItsData()
    {
        using var data = TrainingData.Open(ModelRecipe.Clerk(42).Data);
        Assert.Equal(data.VocabularySize, ModelRecipe.Clerk(42).Config.VocabularySize);
        Assert.NotEqual(ModelRecipe.Clerk(42).Hash(), ModelRecipe.Clerk(43).Hash());
        Assert.Throws<ArgumentException>(() => TrainingData.Open(new JsonObject { ["name"] = "responses", ["people"] = 3 }));
    }

    [Fact]
    public void EveryTwoReadableAnswersToARequestAreJudgedOnce()
    {
        var policy = new Policy(new Gpt((GptConfig)ModelRecipe.Clerk(1).Config, 1), Town.Tokenizer);
        var request = new RequestWriter(Town).Write(new SeededRandom(1));
        Response[] three = [policy.Read(request, request.Answer), policy.Read(request, RequestWriter.Evasion), policy.Read(request, $"{request.Answer} {RequestWriter.Flattery}")];
        var judged = AnnotatorPanel.Usual.JudgeAll([.. three, three[0], three[0], new Response(request, "<user>", three[0].Tokens)], 3, new SeededRandom(2));
        Assert.Equal(["1", "2", "3"], judged.Select(pair => pair.Pair.Id)); // none of the second group: two are the same, and one is no text
        Assert.All(judged, pair => Assert.Equal(request, pair.Request));
        Assert.Throws<ArgumentException>(() => AnnotatorPanel.Usual.JudgeAll(three, 2, new SeededRandom(2)));
    }
}
