using System.Text.Json.Nodes;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>
/// Conversations in a file, one JSON object to a line, in the form that most tools share:
/// <c>{"id":"17","messages":[{"role":"user","content":"Where does Ada Bell live?"},{"role":"assistant","content":"Ada Bell lives in Oakham."}]}</c>.
/// What cannot be learnt from is named by file and line, before any training. (Chapter 10.)
/// </summary>
public static class ConversationFile
{
    private const string IdKey = "id";
    private const string MessagesKey = "messages";
    private const string RoleKey = "role";
    private const string ContentKey = "content";

    private static readonly Dictionary<string, ChatRole> Roles = new() { ["user"] = ChatRole.User, ["assistant"] = ChatRole.Assistant };

    /// <summary>Writes conversations, in place of what the file held.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public static void Write(string path, IEnumerable<Conversation> conversations) =>
        AtomicFile.WriteText(path, string.Concat(conversations.Select(conversation => Line(conversation) + "\n")));

    /// <summary>Reads conversations; empty lines are passed over.</summary>
    /// <exception cref="InvalidDataException">A line cannot be used: a field is missing or empty, a role is unknown, an id comes twice, the encoding is another.</exception>
    public static IReadOnlyList<Conversation> Read(string path) => [.. Numbered(path).Select(line => line.Conversation)];

    /// <summary>Reads conversations as tokens of a template, each short enough for a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="template">What turns conversations into tokens.</param>
    /// <param name="contextLength">Tokens that the model can read, T.</param>
    /// <exception cref="InvalidDataException">A line cannot be used, has words that the tokenizer does not know, or is too long.</exception>
    public static IReadOnlyList<ChatTokens> ReadTokens(string path, ChatTemplate template, int contextLength) =>
        [.. Numbered(path).Select(line => JsonLines.At(path, line.Number, () => Fitting(template.Encode(line.Conversation.Messages), contextLength)))];

    private static ChatTokens Fitting(ChatTokens tokens, int contextLength) => tokens.Length <= contextLength ? tokens : throw new ArgumentException(
        $"the conversation has {tokens.Tokens.Count} tokens, {tokens.IsResponse.Count(said => said)} of them the assistant's, but a context of {contextLength} holds {contextLength + 1}, the last of which is only predicted; shorten it, or leave it out.");

    private static string Line(Conversation conversation) => new JsonObject
    {
        [IdKey] = conversation.Id,
        [MessagesKey] = new JsonArray([.. conversation.Messages.Select(message => new JsonObject
        {
            [RoleKey] = Roles.Single(role => role.Value == message.Role).Key,
            [ContentKey] = message.Content,
        })]),
    }.ToJsonString(JsonLines.Readable);

    private static IEnumerable<(int Number, Conversation Conversation)> Numbered(string path)
    {
        var seen = new Dictionary<string, int>();
        foreach (var (number, text) in JsonLines.Read(path))
        {
            var conversation = JsonLines.At(path, number, () => Parse(text));
            yield return seen.TryAdd(conversation.Id, number)
                ? (number, conversation)
                : throw new InvalidDataException($"{path}, line {number}: the id '{conversation.Id}' is that of line {seen[conversation.Id]} already; give each conversation one of its own.");
        }
    }

    private static Conversation Parse(string text)
    {
        var line = JsonLines.Parse(text);
        var messages = line[MessagesKey] as JsonArray ?? throw new ArgumentException($"the field '{MessagesKey}' is missing, a list of turns with '{RoleKey}' and '{ContentKey}'.");
        var turns = messages.Select((message, i) => Turn(message as JsonObject ?? throw new ArgumentException($"turn {i + 1} is no object with '{RoleKey}' and '{ContentKey}'."), i + 1)).ToArray();
        return turns.Any(turn => turn.Role == ChatRole.Assistant)
            ? new Conversation(JsonLines.Text(line, IdKey), turns)
            : throw new ArgumentException("the assistant never speaks; there is nothing to learn from it.");
    }

    private static ChatMessage Turn(JsonObject message, int number)
    {
        var (role, content) = (JsonLines.Text(message, RoleKey, $" of turn {number}"), JsonLines.Text(message, ContentKey, $" of turn {number}"));
        return Roles.TryGetValue(role, out var speaker)
            ? new ChatMessage(speaker, content)
            : throw new ArgumentException($"turn {number} has the role '{role}'.{JsonKeys.DidYouMean(role, Roles.Keys)} The roles are: {string.Join(", ", Roles.Keys)}.");
    }
}
