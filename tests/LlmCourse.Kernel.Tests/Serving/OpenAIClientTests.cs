using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Serving;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

/// <summary>The official client of OpenAI's API against our server.</summary>
public class OpenAIClientTests
{
    private const string Key = "secret-key";

    [Fact]
    public async Task ItChatsWholeAndStreamed()
    {
        await using var server = await Start();
        var client = Client(server).GetChatClient("tiny");
#pragma warning disable OPENAI001 // the seed is a beta of theirs
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 25, Temperature = 0.8f, TopP = 0.9f, Seed = 7, StopSequences = { "\0" } };
#pragma warning restore OPENAI001
        ChatMessage[] messages = [new SystemChatMessage("Be kind."), new UserChatMessage("Hello"), new AssistantChatMessage("Hi"), new UserChatMessage("How are you?")];
        ChatCompletion whole = await client.CompleteChatAsync(messages, options);
        Assert.Equal((ChatFinishReason.Length, ChatMessageRole.Assistant, "tiny", 25), (whole.FinishReason, whole.Role, whole.Model, whole.Usage.OutputTokenCount));

        var (text, usage, reason) = ("", (ChatTokenUsage?)null, (ChatFinishReason?)null);
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            (usage, reason) = (update.Usage ?? usage, update.FinishReason ?? reason);
        }

        Assert.Equal(whole.Content[0].Text, text);
        Assert.Equal((25, ChatFinishReason.Length), (usage!.OutputTokenCount, reason));
    }

    [Fact]
    public async Task ItGetsJson()
    {
        await using var server = await Start();
        var client = Client(server).GetChatClient("tiny");
        var schema = BinaryData.FromString("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""");
        foreach (var format in new[] { ChatResponseFormat.CreateJsonObjectFormat(), ChatResponseFormat.CreateJsonSchemaFormat("person", schema, jsonSchemaIsStrict: true) })
        {
            ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("Who?")], new ChatCompletionOptions { MaxOutputTokenCount = 60, ResponseFormat = format });
            using var document = JsonDocument.Parse(answer.Content[0].Text);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        }
    }

    [Fact]
    public async Task ItListsModelsAndHearsOfErrors()
    {
        await using var server = await Start();
        Assert.Equal(["tiny"], (await Client(server).GetOpenAIModelClient().GetModelsAsync()).Value.Select(model => model.Id));
        Assert.Equal(401, (await Assert.ThrowsAsync<ClientResultException>(() => Client(server, "wrong").GetChatClient("tiny").CompleteChatAsync("Hi"))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => Client(server).GetChatClient("other").CompleteChatAsync("Hi"))).Status);
        var problem = await Assert.ThrowsAsync<ClientResultException>(() => Client(server).GetChatClient("tiny").CompleteChatAsync("Grüße"));
        Assert.Equal(400, problem.Status);
        Assert.Contains("'ü' (U+00FC)", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ItContinuesTexts(bool isStreamed)
    {
        // The client has no method for the older endpoint any more; its pipeline sends whatever one gives it.
        await using var server = await Start();
        var pipeline = Client(server).Pipeline;
        using var message = pipeline.CreateMessage();
        (message.Request.Method, message.Request.Uri) = ("POST", new Uri(server.Server.Address, "/v1/completions"));
        message.Request.Headers.Set("Content-Type", "application/json");
        message.Request.Content = BinaryContent.Create(BinaryData.FromString($$"""{"model":"tiny","prompt":"Once","max_tokens":12,"seed":1,"stream":{{(isStreamed ? "true" : "false")}}}"""));
        await pipeline.SendAsync(message);
        Assert.Equal(200, message.Response!.Status);
        var body = message.Response.Content.ToString();
        var text = !isStreamed ? (string?)JsonNode.Parse(body)!["choices"]![0]!["text"]
            : string.Concat(body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1].Select(line => (string?)JsonNode.Parse(line["data: ".Length..])!["choices"]![0]!["text"]));
        Assert.Equal(12, text!.Length);
    }

    private static Task<RunningServer> Start() => RunningServer.StartAsync(options: new ServerOptions { Key = Key });

    private static OpenAIClient Client(RunningServer server, string key = Key) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(server.Server.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
