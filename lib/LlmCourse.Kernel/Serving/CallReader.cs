using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using LlmCourse.Generation;
using LlmCourse.Generation.Batching;
using LlmCourse.Generation.Constraints;

namespace LlmCourse.Kernel.Serving;

/// <summary>Reads the body of a request. Whatever it holds, it becomes a call or an error that names the field.</summary>
/// <param name="model">Whose answer is wanted.</param>
internal sealed class CallReader(ServedModel model)
{
    private const int MostDepth = 32, MostMessages = 1000, MostStops = 4, LongestStop = 200, UsualTokens = 16; // the last as in OpenAI's API, for texts that are continued

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };
    private static readonly string[] Common = ["model", "temperature", "top_p", "top_k", "max_tokens", "stop", "seed", "n", "stream", "stream_options", "response_format", "user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "logit_bias", "presence_penalty", "frequency_penalty", "logprobs"];
    private static readonly string[] OfChat = [.. Common, "messages", "max_completion_tokens", "top_logprobs", "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "modalities", "audio", "prediction", "reasoning_effort", "verbosity", "web_search_options"];
    private static readonly string[] OfText = [.. Common, "prompt", "suffix", "echo", "best_of"];

    /// <summary>Reads a body.</summary>
    /// <exception cref="ApiException">It cannot be used; the error says why, and which field.</exception>
    public CompletionCall Read(ReadOnlyMemory<byte> body, bool isChat)
    {
        using var document = Parse(body);
        var fields = JsonFields.Of(document.RootElement, "");
        fields.RequireKnown(isChat ? OfChat : OfText);
        RequireModel(fields);
        RequireSupported(fields);
        var prompt = isChat ? Conversation(fields) : Prompt(fields);
        var room = model.Generator.RoomAfter(prompt.Count);
        if (room < 1)
        {
            throw new ApiException(400, $"The {(isChat ? "conversation" : "prompt")} has {prompt.Count} tokens, but this model reads at most {model.Generator.TextLength}; shorten it.", isChat ? "messages" : "prompt", "context_length_exceeded");
        }

        var grammar = Grammar(fields);
        var most = MostTokens(fields, isChat, grammar is not null) is { } asked ? (int)Math.Min(asked, room) : room;
        if (grammar?.ShortestLength > most)
        {
            throw new ApiException(400, $"The shortest answer of this form has {grammar.ShortestLength} tokens, but there is room for {most}.", "response_format", "invalid_value");
        }

        var options = fields.Fields("stream_options");
        options?.RequireKnown("include_usage", "include_obfuscation");
        return new CompletionCall
        {
            IsChat = isChat,
            IsStreamed = fields.Flag("stream"),
            HasUsage = options?.Flag("include_usage") ?? false,
            Request = new GenerationRequest
            {
                Prompt = prompt,
                End = model.Chat.End,
                Grammar = grammar,
                Sampling = new SamplingOptions
                {
                    MaxTokens = most,
                    Temperature = fields.Number("temperature", 0, 2) ?? 1,
                    TopP = fields.Number("top_p", 0, 1) is not { } share || share == 1 ? null : Math.Max(share, double.Epsilon),
                    TopK = (int?)fields.Whole("top_k", 1, int.MaxValue),
                    StopSequences = Stops(fields) ?? (isChat && grammar is null ? model.Chat.Stops : []),
                    Seed = fields.Whole("seed", long.MinValue, long.MaxValue) is { } seed ? (int)(seed ^ (seed >> 32)) : Random.Shared.Next(),
                },
            },
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            throw new ApiException(400, "The body is not valid UTF-8.", null, "invalid_encoding");
        }

        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException problem)
        {
            throw new ApiException(400, $"The body is no JSON that can be read: {problem.Message}", null, "invalid_json");
        }
        catch (InvalidOperationException) // half a character as the name of a field
        {
            throw new ApiException(400, "The body is no JSON that can be read: a name of a field holds half a character.", null, "invalid_json");
        }
    }

    private static void RequireSupported(JsonFields fields)
    {
        fields.Whole("n", 1, 1);
        fields.Whole("best_of", 1, 1);
        fields.RequireOff("logprobs", value => value.ValueKind == JsonValueKind.False, "This server gives no probabilities; leave logprobs out.");
        fields.RequireOff("top_logprobs", IsZero, "This server gives no probabilities; leave top_logprobs out.");
        fields.RequireOff("presence_penalty", IsZero, "This server knows no penalties; leave presence_penalty out.");
        fields.RequireOff("frequency_penalty", IsZero, "This server knows no penalties; leave frequency_penalty out.");
        fields.RequireOff("logit_bias", IsEmpty, "This server knows no biases; leave logit_bias out.");
        fields.RequireOff("tools", IsEmpty, "The model calls no tools; leave tools out.");
        fields.RequireOff("functions", IsEmpty, "The model calls no functions; leave functions out.");
        fields.RequireOff("tool_choice", value => value.ValueKind == JsonValueKind.String && value.ValueEquals("none"), "The model calls no tools; leave tool_choice out.");
        fields.RequireOff("function_call", value => value.ValueKind == JsonValueKind.String && value.ValueEquals("none"), "The model calls no functions; leave function_call out.");
        fields.RequireOff("audio", _ => false, "The model writes text alone; leave audio out.");
        fields.RequireOff("web_search_options", _ => false, "The model cannot search; leave web_search_options out.");
        fields.RequireOff("modalities", value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(kind => kind.ValueKind == JsonValueKind.String && kind.ValueEquals("text")), "The model writes text alone; leave modalities out.");
        fields.RequireOff("echo", value => value.ValueKind == JsonValueKind.False, "This server does not repeat the prompt; leave echo out.");
        fields.RequireOff("suffix", value => value.ValueKind == JsonValueKind.String && value.ValueEquals(""), "The model cannot fill in a gap; leave suffix out.");
    }

    private static bool IsZero(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == 0;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    private void RequireModel(JsonFields fields)
    {
        if (fields.Text("model") is { } name && !model.Names.Contains(name))
        {
            throw new ApiException(404, $"There is no model '{(name.Length <= 80 ? name : name[..80] + "…")}'; this server has {model.Names[0]}.", "model", "model_not_found");
        }
    }

    private IReadOnlyList<int> Conversation(JsonFields fields)
    {
        var given = fields.List("messages") ?? throw new ApiException(400, "messages is missing; send a list like [{\"role\": \"user\", \"content\": \"…\"}].", "messages", "missing_required_parameter");
        if (given.Count is 0 or > MostMessages)
        {
            throw new ApiException(400, $"messages must hold 1 to {MostMessages} messages, but {given.Count} were given.", "messages", "invalid_value");
        }

        var messages = given.Select((message, i) => Message(JsonFields.Of(message, $"messages[{i}]"))).ToList();
        return Encoded("messages", () => model.Prompt(messages));
    }

    private static ServedMessage Message(JsonFields fields)
    {
        fields.RequireKnown("role", "content", "name", "refusal", "annotations");
        var role = fields.Text("role") switch
        {
            "system" or "developer" => ServedMessage.System,
            "user" => ServedMessage.User,
            "assistant" => ServedMessage.Assistant,
            null => throw new ApiException(400, $"{fields.PathOf("role")} is missing; it is system, user or assistant.", fields.PathOf("role"), "missing_required_parameter"),
            _ => throw new ApiException(400, $"{fields.PathOf("role")} must be system, user or assistant.", fields.PathOf("role"), "invalid_value"),
        };
        var content = fields.Any("content") ?? throw new ApiException(400, $"{fields.PathOf("content")} is missing.", fields.PathOf("content"), "missing_required_parameter");
        var text = content.ValueKind == JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Select((part, i) => Part(JsonFields.Of(part, fields.PathOf($"content[{i}]")))))
            : JsonFields.TextOf(content, fields.PathOf("content"));
        return !string.IsNullOrWhiteSpace(text) ? new ServedMessage(role, text) : throw new ApiException(400, $"{fields.PathOf("content")} is empty; leave the message out, or say something.", fields.PathOf("content"), "invalid_value");
    }

    private static string Part(JsonFields part) => part.Text("type") == "text"
        ? part.Text("text") ?? throw new ApiException(400, $"{part.PathOf("text")} is missing.", part.PathOf("text"), "missing_required_parameter")
        : throw new ApiException(400, $"{part.PathOf("type")} must be text; the model sees and hears nothing.", part.PathOf("type"), "unsupported_value");

    /// <summary>A text, a list of one text, or a list of tokens.</summary>
    private IReadOnlyList<int> Prompt(JsonFields fields)
    {
        var given = fields.Any("prompt") ?? throw new ApiException(400, "prompt is missing; send the text that is to be continued.", "prompt", "missing_required_parameter");
        if (given.ValueKind != JsonValueKind.Array)
        {
            return Text(given, "prompt");
        }

        if (given.GetArrayLength() > 0 && given.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
        {
            return [.. given.EnumerateArray().Select((item, i) => item.TryGetInt32(out var token) && token >= 0 && token < model.Tokenizer.VocabularySize
                ? token
                : throw JsonFields.Wrong($"prompt[{i}]", $"a token from 0 to {model.Tokenizer.VocabularySize - 1}", item))];
        }

        return given.GetArrayLength() == 1 ? Text(given[0], "prompt[0]") : throw new ApiException(400, "prompt must be one text, or a list of one text or of tokens; send several texts as several requests.", "prompt", "unsupported_value");

        IReadOnlyList<int> Text(JsonElement element, string name) =>
            JsonFields.TextOf(element, name) is { Length: > 0 } text ? Encoded(name, () => model.Encode(text)) is { Length: > 0 } tokens ? tokens : throw Empty(name) : throw Empty(name);
    }

    private static ApiException Empty(string name) => new(400, $"{name} is empty, but the model needs at least one token to continue.", name, "invalid_value");

    private static T Encoded<T>(string name, Func<T> encode)
    {
        try
        {
            return encode();
        }
        catch (ArgumentException problem)
        {
            throw new ApiException(400, problem.Message, name, "invalid_value");
        }
    }

    private static long? MostTokens(JsonFields fields, bool isChat, bool isJson)
    {
        var most = fields.Whole("max_tokens", 1, int.MaxValue);
        return (isChat ? fields.Whole("max_completion_tokens", 1, int.MaxValue) : null) ?? most ?? (isChat || isJson ? null : UsualTokens);
    }

    private static List<string>? Stops(JsonFields fields)
    {
        if (fields.Any("stop") is not { } given)
        {
            return null;
        }

        List<string> stops = given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray().Select((stop, i) => JsonFields.TextOf(stop, $"stop[{i}]"))] : [JsonFields.TextOf(given, "stop")];
        return stops.Count <= MostStops && stops.All(stop => stop.Length is > 0 and <= LongestStop)
            ? stops
            : throw new ApiException(400, $"stop must be a text, or a list of up to {MostStops} texts, each of 1 to {LongestStop} characters.", "stop", "invalid_value");
    }

    private GrammarState? Grammar(JsonFields fields)
    {
        if (fields.Fields("response_format") is not { } format)
        {
            return null;
        }

        format.RequireKnown("type", "json_schema");
        GrammarState? grammar;
        switch (format.Text("type"))
        {
            case "text":
                return null;
            case "json_object":
                grammar = JsonGrammar.AnyObject;
                break;
            case "json_schema":
                var described = format.Fields("json_schema") ?? throw new ApiException(400, "response_format.json_schema is missing.", "response_format.json_schema", "missing_required_parameter");
                described.RequireKnown("name", "description", "schema", "strict");
                var schema = described.Any("schema") ?? throw new ApiException(400, "response_format.json_schema.schema is missing.", "response_format.json_schema.schema", "missing_required_parameter");
                grammar = Encoded("response_format.json_schema.schema", () => JsonGrammar.FromSchema(JsonNode.Parse(schema.GetRawText())));
                break;
            default:
                throw new ApiException(400, "response_format.type must be text, json_object or json_schema.", "response_format.type", "invalid_value");
        }

        return model.Generator.CanFollow(grammar) ? grammar : throw new ApiException(400, "The model cannot write JSON: its vocabulary lacks characters such as braces and quotation marks.", "response_format", "unsupported_value");
    }
}
