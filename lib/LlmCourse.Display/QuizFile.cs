using System.Text.Json;

namespace LlmCourse.Display;

/// <summary>Reads a quiz from JSON; what cannot be used is refused with one sentence that names the question.</summary>
internal static class QuizFile
{
    private const int FewestOptions = 3;
    private const int MostOptions = 5;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Quiz Read(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return new Quiz(Questions(document.RootElement));
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{name} is no JSON (line {problem.LineNumber + 1}): {problem.Message}", problem);
        }
        catch (FormatException problem)
        {
            throw new InvalidDataException($"{name}: {problem.Message}", problem);
        }
    }

    private static List<QuizQuestion> Questions(JsonElement root)
    {
        var list = Fields(root, "the file", "questions")["questions"];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw new FormatException("'questions' must be a list with at least one question.");
        }

        var read = new List<QuizQuestion>();
        foreach (var (number, element) in list.EnumerateArray().Index())
        {
            var question = Question(element, $"question {number + 1}");
            if (read.Any(earlier => earlier.Id == question.Id))
            {
                throw new FormatException($"the id '{question.Id}' comes twice; give each question one of its own.");
            }

            read.Add(question);
        }

        return read;
    }

    private static QuizQuestion Question(JsonElement element, string place)
    {
        var fields = Fields(element, place, "id", "section", "question", "options");
        var id = Text(fields, "id", place);
        if (!Quiz.IdForm().IsMatch(id))
        {
            throw new FormatException($"{place} has the id '{id}', but an id is a chapter's two digits and a number, like 04-1.");
        }

        place = $"question {id}";
        var section = Text(fields, "section", place);
        if (!section.StartsWith(id[..2] + "-", StringComparison.Ordinal))
        {
            throw new FormatException($"{place} points to '{section}', but its section must lie in chapter {id[..2]}: NN-name.ipynb#section.");
        }

        var options = fields["options"].ValueKind == JsonValueKind.Array ? fields["options"].EnumerateArray().Select((option, i) => Option(option, $"option {(char)('a' + i)} of {place}")).ToList() : [];
        if (options.Count is < FewestOptions or > MostOptions)
        {
            throw new FormatException($"{place} has {options.Count} options; give it {FewestOptions} to {MostOptions}.");
        }

        var right = options.Count(option => option.IsRight);
        return right == 1 ? new QuizQuestion(id, section, Text(fields, "question", place), options) : throw new FormatException(
            $"{place} has {(right == 0 ? "no right option" : $"{right} right options")}; mark exactly one with \"right\": true.");
    }

    private static QuizOption Option(JsonElement element, string place)
    {
        var fields = Fields(element, place, "text", "why", "right");
        var right = fields.GetValueOrDefault("right");
        return right.ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False
            ? new QuizOption(Text(fields, "text", place), Text(fields, "why", place), right.ValueKind == JsonValueKind.True)
            : throw new FormatException($"'right' of {place} must be true or false.");
    }

    private static Dictionary<string, JsonElement> Fields(JsonElement element, string place, params string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{place} must be an object with {string.Join(", ", known)}.");
        }

        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in element.EnumerateObject())
        {
            if (!known.Contains(field.Name))
            {
                throw new FormatException($"{place} has an unknown key '{field.Name}'; it may have {string.Join(", ", known)}.");
            }

            if (!fields.TryAdd(field.Name, field.Value))
            {
                throw new FormatException($"{place} has the key '{field.Name}' twice.");
            }
        }

        return known.FirstOrDefault(key => key != "right" && !fields.ContainsKey(key)) is not { } missing ? fields : throw new FormatException(
            $"{place} has no '{missing}'.");
    }

    private static string Text(Dictionary<string, JsonElement> fields, string key, string place) =>
        fields[key].ValueKind == JsonValueKind.String && fields[key].GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new FormatException($"'{key}' of {place} must be a text that is not empty.");
}
