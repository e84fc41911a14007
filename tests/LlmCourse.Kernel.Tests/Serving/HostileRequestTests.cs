using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Serving;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

public class HostileRequestTests
{
    private const string Chat = "/v1/chat/completions", Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    public static TheoryData<string, string?, string> Bodies => new()
    {
        { "", null, "The body is no JSON" },
        { "{", null, "The body is no JSON" },
        { "nonsense", null, "The body is no JSON" },
        { "{" + Messages + "} {}", null, "The body is no JSON" },
        { "{\"n\":1,\"n\":1," + Messages + "}", null, "The body is no JSON" },
        { new string('[', 10_000), null, "The body is no JSON" },
        { "{\"metadata\":" + new string('[', 40) + new string(']', 40) + "}", null, "The body is no JSON" },
        { "[]", null, "The body must be an object, but a list was given." },
        { "null", null, "The body must be an object, but null was given." },
        { "{}", "messages", "messages is missing" },
        { "{\"messages\":[]}", "messages", "messages must hold 1 to 1000 messages, but 0 were given." },
        { "{\"messages\":\"Hi\"}", "messages", "messages must be a list, but a text was given." },
        { "{\"messages\":[1]}", "messages[0]", "messages[0] must be an object, but 1 was given." },
        { "{\"messages\":[{\"content\":\"Hi\"}]}", "messages[0].role", "messages[0].role is missing" },
        { "{\"messages\":[{\"role\":\"tool\",\"content\":\"Hi\"}]}", "messages[0].role", "messages[0].role must be system, user or assistant." },
        { "{\"messages\":[{\"role\":\"user\"}]}", "messages[0].content", "messages[0].content is missing." },
        { "{\"messages\":[{\"role\":\"user\",\"content\":\" \"}]}", "messages[0].content", "messages[0].content is empty" },
        { "{\"messages\":[{\"role\":\"user\",\"content\":7}]}", "messages[0].content", "messages[0].content must be a text, but 7 was given." },
        { "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}", "messages[0].content", "messages[0].content holds an escape that is half a character" },
        { "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}", "messages[0].content[0].type", "must be text" },
        { "{\"messages\":[{\"role\":\"user\",\"content\":\"Grüße 😀\"}]}", "messages", "lacks 'ü' (U+00FC), 'ß' (U+00DF), '😀' (U+1F600); write without them." },
        { "{\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('a', 301) + "\"}]}", "messages", "The conversation has 301 tokens, but this model reads at most 300; shorten it." },
        { "{\"temperature\":\"hot\"," + Messages + "}", "temperature", "temperature must be a number from 0 to 2, but a text was given." },
        { "{\"temperature\":-1," + Messages + "}", "temperature", "temperature must be a number from 0 to 2, but -1 was given." },
        { "{\"temperature\":1e999," + Messages + "}", "temperature", "temperature must be a number from 0 to 2" },
        { "{\"top_p\":1.5," + Messages + "}", "top_p", "top_p must be a number from 0 to 1, but 1.5 was given." },
        { "{\"max_tokens\":-5," + Messages + "}", "max_tokens", "max_tokens must be a whole number of at least 1, but -5 was given." },
        { "{\"max_tokens\":0," + Messages + "}", "max_tokens", "but 0 was given." },
        { "{\"max_tokens\":1.5," + Messages + "}", "max_tokens", "but 1.5 was given." },
        { "{\"max_tokens\":99999999999999999999," + Messages + "}", "max_tokens", "max_tokens must be a whole number" },
        { "{\"max_completion_tokens\":-1," + Messages + "}", "max_completion_tokens", "but -1 was given." },
        { "{\"seed\":\"x\"," + Messages + "}", "seed", "seed must be a whole number, but a text was given." },
        { "{\"n\":2," + Messages + "}", "n", "n must be a whole number from 1 to 1, but 2 was given." },
        { "{\"stream\":1," + Messages + "}", "stream", "stream must be true or false, but 1 was given." },
        { "{\"stream_options\":[]," + Messages + "}", "stream_options", "stream_options must be an object, but a list was given." },
        { "{\"stop\":[\"\"]," + Messages + "}", "stop", "stop must be a text, or a list of up to 4 texts" },
        { "{\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]," + Messages + "}", "stop", "up to 4" },
        { "{\"stop\":{}," + Messages + "}", "stop", "stop must be a text, but an object was given." },
        { "{\"temprature\":1," + Messages + "}", "temprature", "There is no field 'temprature'. Did you mean temperature?" },
        { "{\"tools\":[{}]," + Messages + "}", "tools", "The model calls no tools; leave tools out." },
        { "{\"logprobs\":true," + Messages + "}", "logprobs", "This server gives no probabilities; leave logprobs out." },
        { "{\"response_format\":{\"type\":\"xml\"}," + Messages + "}", "response_format.type", "response_format.type must be text, json_object or json_schema." },
        { "{\"response_format\":{\"type\":\"json_object\"},\"max_tokens\":1," + Messages + "}", "response_format", "The shortest answer of this form has 2 tokens, but there is room for 1." },
        { "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}}}," + Messages + "}", "response_format.json_schema.schema", "schema.properties.a.$ref is not supported" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task ABodyThatCannotBeUsedIsRefusedByTheNameOfItsField(string body, string? field, string message)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, error) = Read(await server.RawAsync(RunningServer.Request(Chat, Encoding.UTF8.GetBytes(body))));
        Assert.Equal((400, "invalid_request_error", field), (status, (string?)error["type"], (string?)error["param"]));
        Assert.Contains(message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Equal(0, server.Model.Generator.Steps);
    }

    [Fact]
    public async Task AnotherModelIsNotFound()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, error) = Read(await server.RawAsync(RunningServer.Request(Chat, Encoding.UTF8.GetBytes("{\"model\":\"gpt-4o\"," + Messages + "}"))));
        Assert.Equal((404, "model", "model_not_found"), (status, (string?)error["param"], (string?)error["code"]));
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC3, 0x28)]
    [InlineData(0xED, 0xA0, 0x80)]
    public async Task BytesThatAreNoUtf8AreRefused(params int[] bytes)
    {
        await using var server = await RunningServer.StartAsync();
        byte[] body = [.. "{\"messages\":[{\"role\":\"user\",\"content\":\""u8, .. bytes.Select(value => (byte)value), .. "\"}]}"u8];
        var (status, error) = Read(await server.RawAsync(RunningServer.Request(Chat, body)));
        Assert.Equal((400, "The body is not valid UTF-8."), (status, (string?)error["message"]));
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/v1", 404)]
    [InlineData("GET", "/v1/chat/completions/", 404)]
    [InlineData("GET", "/v1/models/other", 404)]
    [InlineData("GET", "/v1/chat/completions", 405)]
    [InlineData("DELETE", "/v1/completions", 405)]
    [InlineData("OPTIONS", "/v1/completions", 405)]
    [InlineData("POST", "/", 405)]
    [InlineData("POST", "/health", 405)]
    [InlineData("GET", "/../../../../etc/passwd", 404)]
    [InlineData("GET", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", 404)]
    [InlineData("GET", "/..%2f..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("GET", "/..%5c..%5cwindows%5cwin.ini", 404)]
    [InlineData("GET", "//etc/passwd", 404)]
    [InlineData("GET", "/chat.css/../../course.dll", 404)]
    [InlineData("GET", "/course.dll", 404)]
    [InlineData("GET", "/chat.css%00.html", 400)]
    public async Task WhatIsNotThereIsNotGiven(string method, string path, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.RawAsync(RunningServer.Request(path, [], method: method));
        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.OrdinalIgnoreCase);
        if (expected == 405)
        {
            Assert.Matches("\r\nAllow: (POST|GET, HEAD)\r\n", answer);
        }

        if (expected != 400)
        {
            Assert.Equal("invalid_request_error", (string?)Read(answer).Error["type"]);
        }
    }

    [Fact]
    public async Task ABodyThatIsTooLargeIsRefusedHoweverItsLengthIsSaid()
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { MostBody = 1000 });
        var (status, error) = Read(await server.RawAsync($"POST {Chat} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n"));
        Assert.Equal((413, "The body is larger than 1,000 bytes.", "body_too_large"), (status, (string?)error["message"], (string?)error["code"]));
        var chunk = $"3e8\r\n{new string(' ', 1000)}\r\n";
        (status, _) = Read(await server.RawAsync($"POST {Chat} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n"));
        Assert.Equal(413, status);
    }

    [Theory]
    [InlineData("Content-Length: -5\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\n")]
    public async Task LengthsThatMakeNoSenseAreRefused(string header)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Matches(@"^HTTP/1\.1 (400|501) ", await server.RawAsync($"POST {Chat} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n{header}\r\n12345"));
    }

    [Theory]
    [InlineData("\0\u0001\u0002\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n")]
    public async Task WhatIsNoHttpIsRefused(string text)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Matches(@"^HTTP/1\.1 (400|505) ", await server.RawAsync(text));
        Assert.True((await server.SendAsync(HttpMethod.Get, "/health")).IsSuccessStatusCode); // and nobody else notices
    }

    [Fact]
    public async Task HeadersWithoutEndAreCutOff()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.StartsWith("HTTP/1.1 431 ", await server.RawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 50_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await server.RawAsync($"GET /{new string('x', 50_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: evil.example\r\n")]
    [InlineData("Host: localhost.evil.example\r\n")]
    [InlineData("Host: 192.0.2.1:8080\r\n")]
    public async Task AnotherNameOfThisMachineIsNotAnswered(string host)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, error) = Read(await server.RawAsync($"GET /v1/models HTTP/1.1\r\n{host}Connection: close\r\n\r\n"));
        Assert.Equal((403, "wrong_host"), (status, (string?)error["code"]));
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("http://localhost", 200)]
    public async Task OtherWebPagesMayNotAsk(string origin, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.RawAsync(RunningServer.Request(Chat, Encoding.UTF8.GetBytes("{\"max_tokens\":2," + Messages + "}"), $"Origin: {origin}\r\n"));
        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormOfAnotherPageIsNoJson()
    {
        await using var server = await RunningServer.StartAsync();
        var (status, _) = Read(await server.RawAsync($"POST {Chat} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{{}}"));
        Assert.Equal(415, status);
    }

    [Theory]
    [InlineData("", 401)]
    [InlineData("Authorization: Bearer wrong\r\n", 401)]
    [InlineData("Authorization: Bearer secret-ke\r\n", 401)]
    [InlineData("Authorization: Bearer secret-key-and-more\r\n", 401)]
    [InlineData("Authorization: Basic secret-key\r\n", 401)]
    [InlineData("Authorization: secret-key\r\n", 401)]
    [InlineData("Authorization: Bearer secret-key\r\n", 200)]
    public async Task AKeyThatIsMissingOrWrongIsRefused(string header, int expected)
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { Key = "secret-key" });
        var answer = await server.RawAsync($"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n");
        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
        if (expected == 401)
        {
            Assert.Equal(("authentication_error", "invalid_api_key"), ((string?)Read(answer).Error["type"], (string?)Read(answer).Error["code"]));
            Assert.Contains("WWW-Authenticate: Bearer\r\n", answer, StringComparison.Ordinal);
        }

        Assert.StartsWith("HTTP/1.1 401 ", await server.RawAsync(RunningServer.Request(Chat, "{}"u8.ToArray())), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401 ", await server.RawAsync("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await server.RawAsync("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /v1/chat/comp")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task SlowSendersAreCutOff(string beginning)
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { HeaderTime = TimeSpan.FromSeconds(1), BodyTime = TimeSpan.FromSeconds(1) });
        Assert.StartsWith("HTTP/1.1 408 ", await server.RawAsync(beginning), StringComparison.Ordinal); // and the connection is closed
    }

    [Fact]
    public async Task AConnectionThatSaysNothingIsClosed()
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { IdleTime = TimeSpan.FromSeconds(1), HeaderTime = TimeSpan.FromSeconds(1) });
        using var client = await server.ConnectAsync();
        Assert.Equal("", await RunningServer.ReadToEndAsync(client));
    }

    [Fact]
    public async Task WhoeverComesWhenAllIsTakenIsToldWhenToComeAgain()
    {
        const int Endless = 60_000;
        await using var server = await RunningServer.StartAsync(places: 1, queue: 0, context: Endless);
        var question = RunningServer.Question("Tell me everything", most: Endless);
        (question["stream"], question["stop"]) = (true, "\0");
        using var first = await server.SendAsync(HttpMethod.Post, Chat, question, completion: HttpCompletionOption.ResponseHeadersRead);
        using var second = await server.SendAsync(HttpMethod.Post, Chat, RunningServer.Question("And me?"));
        Assert.Equal(429, (int)second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var error = JsonNode.Parse(await second.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(("rate_limit_error", "queue_full"), ((string?)error["type"], (string?)error["code"]));
    }

    [Fact]
    public async Task ManyWhoConnectAndLeaveDoNoHarm()
    {
        await using var server = await RunningServer.StartAsync(places: 2, queue: 100);
        var request = RunningServer.Request(Chat, Encoding.UTF8.GetBytes("{\"stream\":true,\"max_tokens\":200," + Messages + "}"));
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (i, cancellation) =>
        {
            using var client = await server.ConnectAsync();
            client.LingerState = new LingerOption(i % 2 == 0, 0); // half of them with a reset
            await client.GetStream().WriteAsync(request.AsMemory(0, i % 3 == 0 ? request.Length : request.Length / (1 + (i % 4))), cancellation);
        });
        Assert.Equal(10, (await server.AskAsync(RunningServer.Question("Hello", most: 10))).Length);
        Assert.InRange(server.Model.Generator.MemoryBytes, 1, server.Model.MostBytes);
    }

    private static (int Status, JsonNode Error) Read(string answer)
    {
        var (head, body) = (answer.Split("\r\n\r\n", 2)[0], answer.Split("\r\n\r\n", 2)[1]);
        return (int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), JsonNode.Parse(body)!["error"]!);
    }
}
