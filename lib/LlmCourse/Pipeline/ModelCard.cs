using System.Globalization;
using System.Text;

namespace LlmCourse.Pipeline;

/// <summary>
/// What one should know of a model before using it: what it is for, what it read, how it was trained, what it can and cannot do, all in numbers of the run itself. Written from a run, never by
/// hand, so that text and model cannot drift apart. (Mitchell et al. 2019, section 4; chapter 16.)
/// </summary>
/// <param name="Config">What the model follows from.</param>
/// <param name="Stages">Its finished stages.</param>
/// <param name="Scores">The models of the stages, measured: the base first, then the fine-tuned one, and the model of the card last.</param>
/// <param name="StoryEntropy">The entropy of the texts, in nats per token.</param>
public sealed record ModelCard(PipelineConfig Config, IReadOnlyList<StageRecord> Stages, IReadOnlyList<StageScore> Scores, double StoryEntropy)
{
    private const string Digits = "G6";
    private const string Fence = "```";

    /// <summary>Every number that the card states.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two scores.</exception>
    public IReadOnlyList<CardNumber> Numbers => [.. Facts, .. Costs, .. Metrics, .. Limitations];

    private IEnumerable<CardNumber> Facts =>
    [
        new("model", "parameters", Config.Model.ParameterCount), new("model", "context (tokens)", Config.Model.ContextLength), new("model", "vocabulary (tokens)", Config.Model.VocabularySize),
        new("texts", "entropy (nats per token)", StoryEntropy), new("run", "seed", Config.Seed),
    ];

    private IEnumerable<CardNumber> Costs => Stages.SelectMany(stage => new[]
    {
        new CardNumber(NameOf(stage), "passes (tokens)", stage.Passes), new CardNumber(NameOf(stage), "FLOPs", stage.Flops),
    });

    private IEnumerable<CardNumber> Metrics =>
        from score in Scores
        from metric in score.Metrics
        select new CardNumber(score.Name, metric.Name, metric.Value.Value, metric.Value.Low, metric.Value.High);

    private IEnumerable<CardNumber> Limitations
    {
        get
        {
            var (first, tuned, last) = Scores.Count >= 2 ? (Scores[0], Scores[1], Scores[^1]) : throw new InvalidOperationException($"A model card compares stages, so it needs at least two scores, not {Scores.Count}.");
            yield return new("forgetting", "story loss, this model less the base (nats per token)", last.StoryLoss.Value - first.StoryLoss.Value);
            yield return new("reward hacking", "flattery, this model less the fine-tuned one (share of responses)", last.Flattery.Value - tuned.Flattery.Value);
            yield return new("wrong or missing answers", "share of requests", 1 - last.Answered.Value);
            yield return new("wrong sums", "share of problems, with steps", 1 - last.WithSteps.Value);
            yield return new("hasty sums", "share of problems, at once", 1 - last.AtOnce.Value);
        }
    }

    /// <summary>The card as Markdown.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two scores.</exception>
    public string ToMarkdown()
    {
        var card = new StringBuilder();
        void Say(params string[] lines) => card.AppendJoin('\n', lines).Append("\n\n");
        Say("# Model card: an assistant of the town");
        Say("## Intended use", "", "To learn how such models are made. It continues stories of a made-up town, answers questions about two sentences that it is given, and solves small sums told as stories.",
            "It knows the town's words and nothing of the real world. It must not be used to decide anything.");
        Say("## Data", "", "Stories and news of a synthetic town, with solved word problems among them, from a probabilistic grammar: no person, no personal data, and an entropy that is known exactly.",
            "Responses and preferences come from simulated people with known flaws and biases. No text of the test was trained on.");
        Say(Table(Facts));
        Say("## Training", "", "A pass is a token that goes through a transformer once; one with its gradient counts three times. What was written to learn from counts, too.");
        Say(Table(Costs));
        Say("## Metrics", "", "On stories, requests and problems of the test, with 95% intervals.");
        Say(Table(Metrics));
        Say("## Limitations", "", "Measured, not guessed.");
        Say(Table(Limitations));
        Say("## Config", "", Fence + "json", Config.ToJson(), Fence);
        Say("## Licence", "", "MIT, as the course.");
        return card.ToString().TrimEnd() + "\n";
    }

    /// <summary>The numbers that a card states, read back from its tables.</summary>
    /// <exception cref="InvalidDataException">A row of a table is no number.</exception>
    public static IReadOnlyList<CardNumber> Read(string markdown) =>
    [
        .. from line in markdown.Split('\n')
           where line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal) && !line.StartsWith("| of |", StringComparison.Ordinal)
           let cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()
           select cells.Length == 5
               ? new CardNumber(cells[0], cells[1], Parse(cells[2], line) ?? double.NaN, Parse(cells[3], line), Parse(cells[4], line))
               : throw new InvalidDataException($"A row of a model card has 5 cells, this one {cells.Length}: {line}"),
    ];

    /// <summary>The config that a card states.</summary>
    /// <exception cref="InvalidDataException">The card has none.</exception>
    /// <exception cref="ArgumentException">It is no config.</exception>
    public static PipelineConfig ReadConfig(string markdown) => markdown.Split(Fence) is [_, var json, _] && json.StartsWith("json\n", StringComparison.Ordinal)
        ? PipelineConfig.FromJson(json["json".Length..])
        : throw new InvalidDataException("This model card has no config.");

    /// <summary>How many numbers a card states otherwise than the run measured them, as far as its digits go, or leaves out, or adds.</summary>
    public int Mismatches(string markdown)
    {
        var (stated, measured) = (Read(markdown).ToList(), Numbers.Select(Rounded).ToList());
        return stated.Except(measured).Count() + measured.Except(stated).Count() + Math.Abs(stated.Count - measured.Count) + (ReadConfig(markdown).ToJson() == Config.ToJson() ? 0 : 1);
    }

    private static string NameOf(StageRecord stage) => $"stage {PipelineConfig.Section(stage.Stage).Replace('_', '-')}";

    private static string Table(IEnumerable<CardNumber> numbers) => string.Join('\n', numbers
        .Select(number => $"| {number.Of} | {number.What} | {Text(number.Value)} | {Text(number.Low)} | {Text(number.High)} |").Prepend("|---|---|---|---|---|").Prepend("| of | what | value | low | high |"));

    private static string Text(double? value) => value?.ToString(Digits, CultureInfo.InvariantCulture) ?? "";

    private static double? Parse(string cell, string line) => cell.Length == 0 ? null
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw new InvalidDataException($"'{cell}' is no number in this row of a model card: {line}");

    private static CardNumber Rounded(CardNumber number) => number with { Value = Parse(Text(number.Value), "")!.Value, Low = Parse(Text(number.Low), ""), High = Parse(Text(number.High), "") };
}
