using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Serving;
using LlmCourse.Reasoning;
using LlmCourse.Tokenization;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

public class ApiTests
{
    private const string Chat = "/v1/chat/completions", Text = "/v1/completions";

    [Fact]
    public async Task AnAnswerHasTheFormOfTheApi()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.PostAsync(Chat, RunningServer.Question("Hello", most: 12));
        Assert.Equal(200, status);
        Assert.StartsWith("chatcmpl-", (string)body["id"]!, StringComparison.Ordinal);
        Assert.Equal(("chat.completion", "tiny", "fp_0000000000000000"), ((string)body["object"]!, (string)body["model"]!, (string)body["system_fingerprint"]!));
        var choice = body["choices"]!.AsArray().Single()!;
        Assert.Equal((0, "assistant", "length"), ((int)choice["index"]!, (string)choice["message"]!["role"]!, (string)choice["finish_reason"]!));
        Assert.Equal((5, 12, 17), ((int)body["usage"]!["prompt_tokens"]!, (int)body["usage"]!["completion_tokens"]!, (int)body["usage"]!["total_tokens"]!));
        Assert.InRange((long)body["created"]!, 1_700_000_000, long.MaxValue);
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Text)]
    public async Task AStreamSaysTheSamePieceByPiece(string path)
    {
        await using var server = await RunningServer.StartAsync();
        JsonObject Body() => path == Chat ? RunningServer.Question("Hello", most: 30) : new JsonObject { ["prompt"] = "Hello", ["max_tokens"] = 30, ["seed"] = 1 };
        var (_, whole) = await server.PostAsync(path, Body());
        var streamed = Body();
        streamed["stream_options"] = new JsonObject { ["include_usage"] = true };
        var parts = await server.StreamAsync(path, streamed);
        Assert.Equal(path == Chat ? (string?)whole["choices"]![0]!["message"]!["content"] : (string?)whole["choices"]![0]!["text"], string.Concat(parts[..^1].Select(part => path == Chat ? (string?)part["choices"]![0]!["delta"]!["content"] : (string?)part["choices"]![0]!["text"])));
        Assert.Single(parts.Select(part => (string)part["id"]!).Distinct());
        Assert.All(parts, part => Assert.Equal(path == Chat ? "chat.completion.chunk" : "text_completion", (string?)part["object"]));
        Assert.Equal(whole["choices"]![0]!["finish_reason"]!.ToString(), parts[^2]["choices"]![0]!["finish_reason"]!.ToString());
        Assert.All(parts[..^2], part => Assert.Null(part["choices"]![0]!["finish_reason"]));
        Assert.Empty(parts[^1]["choices"]!.AsArray());
        Assert.Equal((int)whole["usage"]!["total_tokens"]!, (int)parts[^1]["usage"]!["total_tokens"]!);
        Assert.True((int)parts[^1]["usage"]!["prompt_tokens_details"]!["cached_tokens"]! > 0); // the second time it was known already
    }

    [Fact]
    public async Task OptionsOfSamplingDoWhatTheySay()
    {
        await using var server = await RunningServer.StartAsync();
        async Task<string> Write(params (string Name, JsonNode Value)[] options)
        {
            var body = new JsonObject { ["prompt"] = "Once", ["max_tokens"] = 30, ["seed"] = 3 };
            foreach (var (name, value) in options)
            {
                body[name] = value;
            }

            var (status, answer) = await server.PostAsync(Text, body);
            Assert.True(status == 200, answer.ToJsonString());
            return (string)answer["choices"]![0]!["text"]!;
        }

        var usual = await Write();
        Assert.Equal(usual, await Write());
        Assert.NotEqual(usual, await Write(("seed", 4)));
        Assert.Equal(await Write(("temperature", 0)), await Write(("temperature", 0), ("seed", 99)));
        Assert.Equal(await Write(("temperature", 0)), await Write(("top_k", 1)));
        Assert.Equal(await Write(("temperature", 0)), await Write(("top_p", 0)));
        Assert.Equal(7, (await Write(("max_tokens", 7))).Length);
        var stop = usual[10..12];
        Assert.Equal(usual[..usual.IndexOf(stop, StringComparison.Ordinal)], await Write(("stop", stop)));
        Assert.Equal(usual[..usual.IndexOf(stop, StringComparison.Ordinal)], await Write(("stop", new JsonArray("nowhere", stop))));
        Assert.Equal(usual, await Write(("prompt", new JsonArray([.. RunningServer.Characters.Encode("Once").Select(token => JsonValue.Create(token))]))));
        Assert.Equal(usual, await Write(("prompt", new JsonArray("Once"))));
    }

    [Fact]
    public async Task JsonIsWrittenWhereItIsAskedFor()
    {
        await using var server = await RunningServer.StartAsync();
        for (var seed = 0; seed < 10; seed++)
        {
            var question = RunningServer.Question("An object", seed, most: 40 + seed);
            question["response_format"] = new JsonObject { ["type"] = "json_object" };
            using var anything = JsonDocument.Parse(await server.AskAsync(question));
            Assert.Equal(JsonValueKind.Object, anything.RootElement.ValueKind);
            question["response_format"] = JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"person","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}}}}}""");
            using var person = JsonDocument.Parse(await server.AskAsync(question));
            Assert.Equal(["name", "age"], person.RootElement.EnumerateObject().Select(field => field.Name));
        }
    }

    [Fact]
    public async Task AConversationOfTheCourseGoesThroughItsTemplate()
    {
        var tokenizer = new WordTokenizer(["\n", "Where", "does", "Ada", "live", "?", "in", "Oakham", ".", "be", "kind"], ["<user>", "<assistant>", "<end>"]);
        await using var server = await RunningServer.StartAsync(tokenizer: tokenizer);
        Assert.IsType<CourseChatFormat>(server.Model.Chat);
        ServedMessage[] conversation = [new("system", "be kind"), new("user", "Where does Ada live ?"), new("assistant", "in Oakham ."), new("user", "Where ?")];
        Assert.Equal("\n<user> be kind Where does Ada live?<assistant> in Oakham.<end><user> Where?<assistant>", tokenizer.Decode([.. server.Model.Prompt(conversation)]));
        var (status, body) = await server.PostAsync(Chat, RunningServer.Question("Where does Bea live ?"));
        Assert.Equal((400, "messages"), (status, (string?)body["error"]!["param"]));
        Assert.StartsWith("The word 'Bea' is not among the 14 of this tokenizer", (string?)body["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal("The model cannot write JSON: its vocabulary lacks characters such as braces and quotation marks.", await Refusal(server, """{"messages":[{"role":"user","content":"Where ?"}],"response_format":{"type":"json_object"}}"""));
        Assert.Equal("A system message needs a message of the user after it.", await Refusal(server, """{"messages":[{"role":"user","content":"Where ?"},{"role":"system","content":"be kind"}]}"""));
    }

    [Fact]
    public async Task AConversationOfChatMLGoesThroughItsMarks()
    {
        var tokenizer = BpeTrainer.Train("user assistant system Hello Hello you you", 270, ["<|im_start|>", "<|im_end|>"]);
        await using var server = await RunningServer.StartAsync(tokenizer: tokenizer);
        Assert.Equal(tokenizer.SpecialTokens["<|im_end|>"], server.Model.Chat.End);
        var prompt = server.Model.Prompt([new("system", "Hello"), new("user", "<|im_end|>")]);
        Assert.Equal("<|im_start|>system\nHello<|im_end|>\n<|im_start|>user\n<|im_end|><|im_end|>\n<|im_start|>assistant\n", tokenizer.Decode([.. prompt]));
        Assert.Equal(2, prompt.Count(token => token == server.Model.Chat.End)); // the one that the user typed is plain text
        await server.AskAsync(RunningServer.Question("Hello 😀 you"));
    }

    [Fact]
    public async Task TheCoursesOwnClientUnderstandsIt()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new ServerChatClient(new HttpClient(), new Uri(server.Server.Address, "/v1"), "tiny");
        var options = new ChatOptions { MaxOutputTokens = 20, Seed = 5, Temperature = 0.5f, StopSequences = ["\0"] };
        var whole = await client.GetResponseAsync("Hello", options);
        var streamed = await client.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync();
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(20, whole.Usage!.OutputTokenCount);
        Assert.Equal(25, streamed.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task ModelsHealthAndFiguresAreTold()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AskAsync(RunningServer.Question("Hello", most: 10));
        using var models = await server.SendAsync(HttpMethod.Get, "/v1/models");
        Assert.Equal("tiny", (string?)JsonNode.Parse(await models.Content.ReadAsStringAsync())!["data"]![0]!["id"]);
        using var one = await server.SendAsync(HttpMethod.Get, "/v1/models/tiny");
        Assert.Equal(300, (int)JsonNode.Parse(await one.Content.ReadAsStringAsync())!["context_length"]!);
        using var health = await server.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("""{"status":"ok","model":"tiny"}""", await health.Content.ReadAsStringAsync());
        using var head = await server.SendAsync(HttpMethod.Head, "/health");
        Assert.Equal((200, ""), ((int)head.StatusCode, await head.Content.ReadAsStringAsync()));
        using var metrics = await server.SendAsync(HttpMethod.Get, "/metrics");
        var lines = (await metrics.Content.ReadAsStringAsync()).Split('\n');
        Assert.Contains("course_requests_total{endpoint=\"/v1/chat/completions\",status=\"200\"} 1", lines);
        Assert.Contains("course_tokens_written_total 10", lines);
        Assert.Contains("course_tokens_read_total 14", lines);
        Assert.Contains("course_running 0", lines);
        Assert.Contains("course_queue 0", lines);
        Assert.Contains("course_time_to_first_token_seconds_bucket{le=\"+Inf\"} 1", lines);
        Assert.All(lines.Where(line => line.Length > 0 && !line.StartsWith('#')), line => Assert.Matches(@"^[a-z_]+(\{[^}]*\})? [0-9.E+-]+$", line));
    }

    [Fact]
    public async Task ThePageComesWithNothingFromElsewhere()
    {
        await using var server = await RunningServer.StartAsync();
        using var page = await server.SendAsync(HttpMethod.Get, "/");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script>|onclick=", html);
        foreach (var asset in (string[])["/chat.css", "/chat.js", "/icon.svg"])
        {
            Assert.Contains($"\"{asset}\"", html, StringComparison.Ordinal);
            using var file = await server.SendAsync(HttpMethod.Get, asset);
            Assert.True(file.IsSuccessStatusCode);
        }
    }

    private static async Task<string?> Refusal(RunningServer server, string body)
    {
        var (status, answer) = await server.PostAsync(Chat, JsonNode.Parse(body)!);
        Assert.Equal(400, status);
        return (string?)answer["error"]!["message"];
    }
}
