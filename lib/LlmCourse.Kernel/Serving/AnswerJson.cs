using System.Text.Json.Nodes;
using LlmCourse.Generation.Batching;

namespace LlmCourse.Kernel.Serving;

/// <summary>Answers in the form of OpenAI's API.</summary>
/// <param name="model">Who answers.</param>
/// <param name="isChat">True for a conversation, false for a text that is continued.</param>
/// <param name="created">When, in seconds since 1970.</param>
internal sealed class AnswerJson(ServedModel model, bool isChat, long created)
{
    private readonly string id = $"{(isChat ? "chatcmpl" : "cmpl")}-{Guid.NewGuid():N}";

    /// <summary>A whole answer.</summary>
    public JsonObject Whole(GenerationResult result)
    {
        var choice = new JsonObject { ["index"] = 0, ["logprobs"] = null, ["finish_reason"] = Reason(result.End) };
        choice[isChat ? "message" : "text"] = isChat ? new JsonObject { ["role"] = "assistant", ["content"] = Shown(result.Text), ["refusal"] = null } : result.Text;
        return Answer(isChat ? "chat.completion" : "text_completion", choice, Usage(result));
    }

    /// <summary>The beginning of a stream, which says who speaks.</summary>
    public JsonObject Beginning() => Part(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);

    /// <summary>A piece of the text.</summary>
    public JsonObject Piece(string text) => isChat ? Part(new JsonObject { ["content"] = text }, null) : Answer("text_completion", new JsonObject { ["index"] = 0, ["text"] = text, ["logprobs"] = null, ["finish_reason"] = null }, null);

    /// <summary>Why the text ended.</summary>
    public JsonObject End(GenerationEnd end) => isChat ? Part([], Reason(end)) : Answer("text_completion", new JsonObject { ["index"] = 0, ["text"] = "", ["logprobs"] = null, ["finish_reason"] = Reason(end) }, null);

    /// <summary>The tokens, at the end of a stream.</summary>
    public JsonObject Tokens(GenerationResult result) => Answer(isChat ? "chat.completion.chunk" : "text_completion", null, Usage(result));

    /// <summary>A text as the assistant says it: tokens of words bring the space before them, which no answer begins with.</summary>
    public static string Shown(string text) => text.TrimStart(' ');

    /// <summary>An error.</summary>
    public static JsonObject Error(ApiException problem) => new()
    {
        ["error"] = new JsonObject { ["message"] = problem.Message, ["type"] = problem.Kind, ["param"] = problem.Field, ["code"] = problem.Code },
    };

    private static string Reason(GenerationEnd end) => end == GenerationEnd.Length ? "length" : "stop";

    private static JsonObject Usage(GenerationResult result) => new()
    {
        ["prompt_tokens"] = result.PromptTokens,
        ["completion_tokens"] = result.Tokens.Count,
        ["total_tokens"] = result.PromptTokens + result.Tokens.Count,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = result.SharedTokens },
    };

    private JsonObject Part(JsonObject delta, string? reason) => Answer("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = reason }, null);

    private JsonObject Answer(string kind, JsonObject? choice, JsonObject? usage)
    {
        var answer = new JsonObject
        {
            ["id"] = id,
            ["object"] = kind,
            ["created"] = created,
            ["model"] = model.Names[0],
            ["system_fingerprint"] = $"fp_{model.Hash[..16]}",
            ["choices"] = choice is null ? [] : new JsonArray(choice),
        };
        if (usage is not null)
        {
            answer["usage"] = usage;
        }

        return answer;
    }
}
