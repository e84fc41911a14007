using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Data.World;
using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// Opens training data that are described as data themselves. <c>{ "name": "harbour" }</c> is a text of <c>datasets/</c> in characters;
/// <c>{ "name": "world", "preset": "scaling", "seed": 1 }</c> is the synthetic world, with any of its options in place of the preset's;
/// with <c>"visitors": 0.25</c> a quarter of its rows to train on are about people whom no other text knows.
/// <c>{ "name": "responses" }</c> is what people of the town answered to requests; <c>{ "name": "last-digits" }</c> are documents with small calculations.
/// </summary>
public static class TrainingData
{
    private const string NameKey = "name";
    private const string WorldName = "world";
    private const string ResponsesName = "responses";
    private const string LastDigitsName = "last-digits";
    private const string PresetKey = "preset";
    private const string ValidationKey = "validation_tokens";
    private const string VisitorsKey = "visitors";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Dictionary<string, WorldOptions> Presets = new() { ["scaling"] = WorldOptions.Scaling, ["town"] = WorldOptions.Town, ["village"] = WorldOptions.Village };

    /// <summary>Opens the data of a description.</summary>
    /// <exception cref="ArgumentException">The description has no name, an unknown one, or an unknown setting.</exception>
    /// <exception cref="DatasetException">The data are not on this machine; the message says how to get them.</exception>
    public static ITrainingData Open(JsonObject description) =>
        (description[NameKey] as JsonValue)?.TryGetValue<string>(out var name) != true ? throw new ArgumentException("The data need a name, for instance \"data\": { \"name\": \"world\" }.")
        : name == WorldName ? OpenWorld(description)
        : name == ResponsesName ? OpenResponses(description)
        : name == LastDigitsName ? OpenLastDigits(description)
        : OpenText(description, name!, DatasetStore.Default);

    private static ResponseData OpenResponses(JsonObject description)
    {
        JsonKeys.RequireKnown(description, [NameKey], "data");
        return new ResponseData(new SyntheticWorld(WorldOptions.Town));
    }

    private static LastDigitData OpenLastDigits(JsonObject description)
    {
        JsonKeys.RequireKnown(description, [NameKey], "data");
        return new LastDigitData();
    }

    private static CharacterData OpenText(JsonObject description, string name, DatasetStore store)
    {
        List<string> names = [WorldName, ResponsesName, LastDigitsName, .. store.Manifest.Datasets.Select(entry => entry.Name)];
        if (!names.Contains(name))
        {
            throw new ArgumentException($"There are no data '{name}'.{JsonKeys.DidYouMean(name, names)} There are: {string.Join(", ", names)}.");
        }

        JsonKeys.RequireKnown(description, [NameKey], "data");
        return store.TryFind(name, out var path) ? new CharacterData(File.ReadAllText(path)) : throw new DatasetException(store.HowToGet(name));
    }

    private static WorldData OpenWorld(JsonObject description)
    {
        JsonKeys.RequireKnown(description, [NameKey, PresetKey, ValidationKey, VisitorsKey, .. JsonKeys.Of(typeof(WorldOptions))], "data");
        try
        {
            var preset = description[PresetKey]?.GetValue<string>() ?? "scaling";
            var settings = JsonSerializer.SerializeToNode(
                Presets.GetValueOrDefault(preset) ?? throw new ArgumentException($"There is no world '{preset}'. There are: {string.Join(", ", Presets.Keys)}."), Json)!.AsObject();
            foreach (var (key, value) in description.Where(pair => settings.ContainsKey(pair.Key)))
            {
                settings[key] = value?.DeepClone();
            }

            var tokens = description[ValidationKey]?.GetValue<int>() ?? WorldData.UsualValidationTokens;
            var visitors = description[VisitorsKey]?.GetValue<double>() ?? 0;
            return tokens < 1 ? throw new ArgumentException($"{ValidationKey} ({tokens}) must be at least 1.")
                : visitors is not (>= 0 and < 1) ? throw new ArgumentException($"{VisitorsKey} ({visitors}) must be a share of the rows, from 0 to less than 1.")
                : new WorldData(new SyntheticWorld(settings.Deserialize<WorldOptions>(Json)!), tokens, visitors);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"The data cannot be read: {problem.Message}", problem);
        }
    }
}
