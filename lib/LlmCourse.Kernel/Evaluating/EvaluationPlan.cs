using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LlmCourse.Evaluation;
using LlmCourse.Reasoning;

namespace LlmCourse.Kernel.Evaluating;

/// <summary>A request with everything decided that it left open.</summary>
internal sealed partial class EvaluationPlan
{
    private const double SampleTemperature = 0.7; // Wang et al. 2022, section 3.1
    private const int MaxTokensHere = 128, MaxTokensThere = 512, ParallelThere = 4, UsualSeed = 42;

    private readonly EvaluateRequest request;
    private readonly string tasksHash;
    private readonly string? examplesHash;

    /// <summary>Reads the files of a request.</summary>
    /// <exception cref="UsageException">Something in it makes no sense.</exception>
    /// <exception cref="InvalidDataException">A file cannot be used.</exception>
    public EvaluationPlan(EvaluateRequest request)
    {
        this.request = request;
        Tasks = TaskFile.Read(request.Tasks);
        tasksHash = HashOf(request.Tasks);
        Strategies = [.. request.Strategies.Select(EvaluationStrategy.Parse).Distinct()];
        if (request.Shots < 0 || (request.Shots > 0) != (request.Examples is not null))
        {
            throw new UsageException($"--shots says how many worked examples a prompt shows, and --examples names the file that they come from; give both or neither ({request.Shots}, {request.Examples ?? "no file"}).");
        }

        if (request.Limit < 1 || request.Parallel < 1 || request.InputPrice < 0 || request.OutputPrice < 0)
        {
            throw new UsageException("--limit and --parallel must be at least 1, and a price not negative.");
        }

        Examples = request.Examples is null ? [] : TaskFile.Read(request.Examples);
        examplesHash = request.Examples is null ? null : HashOf(request.Examples);
    }

    /// <summary>The name of the file of the questions.</summary>
    public string TasksName => Path.GetFileName(request.Tasks);

    /// <summary>Worked examples that a prompt shows.</summary>
    public int Shots => request.Shots;

    /// <summary>All questions of the file.</summary>
    public IReadOnlyList<TaskItem> Tasks { get; }

    /// <summary>All examples of the file.</summary>
    public IReadOnlyList<TaskItem> Examples { get; }

    /// <summary>The strategies, each once.</summary>
    public IReadOnlyList<EvaluationStrategy> Strategies { get; }

    /// <summary>How many questions are asked.</summary>
    public int Items => Math.Min(request.Limit ?? Tasks.Count, Tasks.Count);

    /// <summary>The most questions on their way at the same time.</summary>
    public int Parallel => request.Parallel ?? (EvaluatedModel.IsAddress(request.Model) ? ParallelThere : 1);

    /// <summary>The prices of a million tokens read and written; null where none was given.</summary>
    public (double Input, double Output)? Prices => request.InputPrice is null && request.OutputPrice is null ? null : (request.InputPrice ?? 0, request.OutputPrice ?? 0);

    /// <summary>The folder of the results.</summary>
    public string FolderFor(EvaluatedModel model) => Path.GetFullPath(
        request.Out ?? Path.Combine(CourseFolder.Find().Root, "artifacts", "evaluations", $"{Path.GetFileNameWithoutExtension(request.Tasks)}-{NoNamePart().Replace(model.ShortName, "-")}"));

    /// <summary>The settings of a strategy's evaluation.</summary>
    public EvaluationSettings SettingsFor(EvaluationStrategy strategy, EvaluatedModel model)
    {
        var isThere = EvaluatedModel.IsAddress(request.Model);
        return new EvaluationSettings
        {
            Model = model.Name,
            TasksSha256 = tasksHash,
            Strategy = strategy.Name,
            Items = Items,
            Shots = request.Shots,
            ExamplesSha256 = examplesHash,
            Opening = Unescaped(request.Opening) ?? (isThere ? UsualOpening(strategy) : ""),
            Marker = request.Marker,
            Temperature = request.Temperature ?? (strategy.NeedsSampling ? SampleTemperature : 0),
            MaxTokens = request.MaxTokens ?? (isThere ? MaxTokensThere : MaxTokensHere),
            Stop = [.. (request.Stop ?? (isThere ? [] : ["\\n\\n"])).Select(stop => Unescaped(stop)!)],
            Seed = request.Seed ?? (isThere ? null : UsualSeed),
        };
    }

    /// <summary>A model that converses has to be told how its answer is recognised; one that only continues text learns it from the examples.</summary>
    private string UsualOpening(EvaluationStrategy strategy) => strategy.Kind switch
    {
        EvaluationStrategyKind.Direct => $"Answer with one sentence of the form \"{request.Marker} …\", and write nothing else.\n\n",
        EvaluationStrategyKind.Tree => $"Go on with the next step alone, in one sentence; after the last step, write a sentence of the form \"{request.Marker} …\".\n\n",
        _ => $"End your answer with a sentence of the form \"{request.Marker} …\".\n\n",
    };

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    /// <summary>A shell hands \n over as two characters.</summary>
    private static string? Unescaped(string? text) => text?.Replace("\\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NoNamePart();
}
