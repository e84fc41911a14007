using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCourse.Runtime;

namespace LlmCourse.Evaluation;

/// <summary>
/// Questions and answers in a file, one JSON object to a line: <c>{"id":"1","question":"What is 6 * 7?","answer":"42"}</c>, perhaps with a <c>reasoning</c> and the name of a <c>check</c>. GSM8K's own form is read too, whose
/// answers hold the reasoning and, after four hashes, the result: <c>{"question":"…","answer":"6 * 7 = &lt;&lt;6*7=42&gt;&gt;42\n#### 42"}</c>. What cannot be used is named by file and line.
/// (Cobbe et al. 2021; chapter 14.)
/// </summary>
public static partial class TaskFile
{
    private const string IdKey = "id", QuestionKey = "question", AnswerKey = "answer", ReasoningKey = "reasoning", CheckKey = "check";
    private const string Hashes = "####";

    /// <summary>Writes questions, in place of what the file held.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public static void Write(string path, IEnumerable<TaskItem> items) => AtomicFile.WriteText(path, string.Concat(items.Select(item => Line(item) + "\n")));

    /// <summary>Reads questions. Fields that it does not know are passed over; a question without an id gets the number of its line.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line cannot be used: a field is missing or empty, an id comes twice, the encoding is another; or there is none.</exception>
    public static IReadOnlyList<TaskItem> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file {path}; 'course tasks' writes task files, and any file of the form {{\"question\": \"…\", \"answer\": \"…\"}} a line will do.");
        }

        var (items, lines) = (new List<TaskItem>(), new Dictionary<string, int>());
        foreach (var (number, text) in JsonLines.Read(path))
        {
            var item = JsonLines.At(path, number, () => Parse(text, number));
            items.Add(lines.TryAdd(item.Id, number)
                ? item
                : throw new InvalidDataException($"{path}, line {number}: the id '{item.Id}' is that of line {lines[item.Id]} already; give each question one of its own."));
        }

        return items.Count > 0 ? items : throw new InvalidDataException($"{path} holds no question; each line should be one, as {{\"question\": \"What is 6 * 7?\", \"answer\": \"42\"}}.");
    }

    private static string Line(TaskItem item)
    {
        var fields = new JsonObject { [IdKey] = item.Id, [QuestionKey] = item.Question, [AnswerKey] = item.Answer };
        if (item.Reasoning is not null)
        {
            fields[ReasoningKey] = item.Reasoning;
        }

        if (item.Check is not null)
        {
            fields[CheckKey] = item.Check;
        }

        return fields.ToJsonString(JsonLines.Readable);
    }

    private static TaskItem Parse(string text, int number)
    {
        var fields = JsonLines.Parse(text);
        var (question, answer) = (JsonLines.Text(fields, QuestionKey), Scalar(fields, AnswerKey));
        var id = fields.ContainsKey(IdKey) ? Scalar(fields, IdKey) : number.ToString(CultureInfo.InvariantCulture);
        var reasoning = fields.ContainsKey(ReasoningKey) ? JsonLines.Text(fields, ReasoningKey) : null;
        if (answer.LastIndexOf(Hashes, StringComparison.Ordinal) is >= 0 and var at)
        {
            reasoning ??= Calculator().Replace(answer[..at], "").Trim() is { Length: > 0 } before ? before : null;
            answer = answer[(at + Hashes.Length)..];
        }

        answer = answer.Trim();
        if (answer.Length == 0)
        {
            throw new ArgumentException($"nothing stands after {Hashes} in the field '{AnswerKey}'; the result belongs there.");
        }

        var item = new TaskItem(id, question, answer, reasoning, fields.ContainsKey(CheckKey) ? JsonLines.Text(fields, CheckKey) : null);
        return AnswerCheck.IsRight(item, answer) ? item : throw new ArgumentException($"the field '{AnswerKey}' does not pass the check '{item.Check}' itself; give an answer that is right.");
    }

    /// <summary>An id or an answer is text or a number.</summary>
    private static string Scalar(JsonObject fields, string key) => fields[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : JsonLines.Text(fields, key);

    /// <summary>GSM8K's notes to a calculator: &lt;&lt;6*7=42&gt;&gt;.</summary>
    [GeneratedRegex("<<[^<>]*>>")]
    private static partial Regex Calculator();
}
