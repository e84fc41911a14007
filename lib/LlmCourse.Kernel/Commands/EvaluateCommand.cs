using System.CommandLine;
using LlmCourse.Data;
using LlmCourse.Kernel.Evaluating;
using LlmCourse.Kernel.Site;
using LlmCourse.Kernel.Views;
using LlmCourse.Reasoning;
using Spectre.Console;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course evaluate MODEL TASKS</c>: how many questions of a file a model answers, by which strategy, and what that costs.</summary>
internal static class EvaluateCommand
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model of the course by name, a checkpoint, a folder in Hugging Face's form, or an address that ends in /v1." };
        var tasks = new Argument<string>("tasks") { Description = "The file of the questions; course tasks writes some.", HelpName = "file.jsonl" };
        var name = new Option<string?>("--name") { Description = "The model's name behind the address." };
        var strategies = new Option<string[]>("--strategy") { Description = $"One or more of {EvaluationStrategy.Forms} (direct cot); N samples, or K next steps of each of the B best thoughts.", HelpName = "strategies", AllowMultipleArgumentsPerToken = true };
        var shots = new Option<int>("--shots") { Description = "Worked examples that each prompt shows, those most like the question (0)." };
        var examples = new Option<string?>("--examples") { Description = "The file that the examples come from.", HelpName = "file.jsonl" };
        var limit = new Option<int?>("--limit") { Description = "Ask only the first questions of the file." };
        var opening = new Option<string?>("--opening") { Description = "What stands before all else in a prompt; by default, for an address, how to end an answer.", HelpName = "text" };
        var marker = new Option<string>("--marker") { Description = "The words before an answer (The answer is).", DefaultValueFactory = _ => "The answer is", HelpName = "text" };
        var temperature = new Option<double?>("--temperature") { Description = "How freely the model samples (0; with several samples 0.7)." };
        var maxTokens = new Option<int?>("--max-tokens") { Description = "The most tokens of one answer (128; behind an address 512)." };
        var stop = new Option<string[]>("--stop") { Description = "Texts that end an answer (\\n\\n, an empty line; behind an address none).", AllowMultipleArgumentsPerToken = true, HelpName = "texts" };
        var seed = new Option<int?>("--seed") { Description = "Seed of the samples (42; behind an address the service's own choice)." };
        var parallel = new Option<int?>("--parallel") { Description = "Questions on their way at the same time (1; behind an address 4)." };
        var inputPrice = new Option<double?>("--input-price") { Description = "Price of a million tokens read." };
        var outputPrice = new Option<double?>("--output-price") { Description = "Price of a million tokens written." };
        var folder = new Option<string?>("--out") { Description = "Where to write (artifacts/evaluations/TASKS-MODEL).", HelpName = "folder" };
        var command = new Command("evaluate", "Ask a model the questions of a file; stopped or killed, it goes on where it was.")
        {
            model, tasks, name, strategies, shots, examples, limit, opening, marker, temperature, maxTokens, stop, seed, parallel, inputPrice, outputPrice, folder,
        };
        command.SetAction((result, _) => Interruption.RunAsync(cancellation => RunAsync(
            new EvaluateRequest
            {
                Model = result.GetRequiredValue(model),
                Tasks = result.GetRequiredValue(tasks),
                Name = result.GetValue(name),
                Strategies = result.GetValue(strategies) is { Length: > 0 } given ? given : ["direct", "cot"],
                Shots = result.GetValue(shots),
                Examples = result.GetValue(examples),
                Limit = result.GetValue(limit),
                Opening = result.GetValue(opening),
                Marker = result.GetRequiredValue(marker),
                Temperature = result.GetValue(temperature),
                MaxTokens = result.GetValue(maxTokens),
                Stop = result.GetResult(stop) is null ? null : result.GetValue(stop),
                Seed = result.GetValue(seed),
                Parallel = result.GetValue(parallel),
                InputPrice = result.GetValue(inputPrice),
                OutputPrice = result.GetValue(outputPrice),
                Out = result.GetValue(folder),
            },
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellation)));
        return command;
    }

    /// <summary>Asks what is left to ask, shows the table, and returns the exit code.</summary>
    /// <exception cref="UsageException">The model, a file, an option or the folder cannot be used.</exception>
    public static async Task<int> RunAsync(EvaluateRequest request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var plan = new EvaluationPlan(request);
            using var model = EvaluatedModel.Open(request.Model, request.Name, output, cancellation);
            return await RunAsync(plan, model, output, error, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("The evaluation was stopped before it began; the same command begins it again.").ConfigureAwait(false);
            return CourseCommand.Interrupted;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidDataException or FileNotFoundException or DatasetException)
        {
            throw new UsageException(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException or PlatformNotSupportedException) // the last two: no libtorch
        {
            await error.WriteLineAsync(problem.Message).ConfigureAwait(false);
            return CourseCommand.Failure;
        }
    }

    private static async Task<int> RunAsync(EvaluationPlan plan, EvaluatedModel model, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var folder = plan.FolderFor(model);
        using var runs = EvaluationRuns.Open(plan, model, folder);
        foreach (var file in runs.Files.Where(file => file.WasTorn))
        {
            await output.WriteLineAsync($"{file.Path} ended in the middle of a line, which was cut off; that question is asked again.").ConfigureAwait(false);
        }

        var (code, message) = await AskAsync(runs, plan.Parallel, output, cancellation).ConfigureAwait(false);
        var rows = runs.Summaries;
        EvaluationTable.Write(rows, plan.Prices, output);
        await output.WriteLineAsync(EvaluationPage.Write(folder, model.Name, plan, runs)).ConfigureAwait(false);
        if (message is not null)
        {
            await error.WriteLineAsync($"{message} {rows.Sum(row => row.Finished)} of {RunText.Count(rows.Sum(row => row.Items), "question")} are answered, and the same command goes on from here.").ConfigureAwait(false);
        }

        return code;
    }

    private static async Task<(int Code, string? Message)> AskAsync(EvaluationRuns runs, int parallel, TextWriter output, CancellationToken cancellation)
    {
        using var view = MakeView(output);
        try
        {
            await runs.RunAsync(view, parallel, cancellation).ConfigureAwait(false);
            return (CourseCommand.Success, null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (CourseCommand.Interrupted, "The evaluation was stopped.");
        }
        catch (Exception problem) when (problem is ChatServiceException or ArgumentException or IOException)
        {
            return (CourseCommand.Failure, problem.Message);
        }
    }

    private static IEvaluationView MakeView(TextWriter output) =>
        output == Console.Out && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is not "true"
            ? new LiveEvaluationView(AnsiConsole.Console)
            : new PlainEvaluationView(output, LineInterval);
}
