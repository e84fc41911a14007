using System.CommandLine;
using System.Runtime.InteropServices;
using LlmCourse.Generation;
using LlmCourse.Kernel.Serving;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course chat MODEL</c>: a conversation in the terminal.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var shared = new ModelOptions();
        var system = new Option<string?>("--system") { Description = "How the model is to answer.", HelpName = "text" };
        var temperature = new Option<double>("--temperature") { Description = "How freely the model samples (0.7); 0 always takes the likeliest word.", DefaultValueFactory = _ => 0.7 };
        var maxTokens = new Option<int?>("--max-tokens") { Description = "The most tokens of one answer (as many as fit)." };
        var seed = new Option<int?>("--seed") { Description = "Seed of the answers (another one each time)." };
        var command = new Command("chat", "Talk with a model in the terminal; with redirected input, a line is a question.") { shared.Model, system, temperature, maxTokens, seed, shared.Context, shared.Int8 };
        command.SetAction((result, cancellation) => Task.FromResult(Run(
            new ModelRequest
            {
                Model = result.GetRequiredValue(shared.Model),
                Places = 1,
                Kept = 1,
                Context = result.GetValue(shared.Context),
                Int8 = result.GetValue(shared.Int8),
            },
            new ChatSettings
            {
                System = result.GetValue(system),
                Temperature = result.GetValue(temperature),
                MaxTokens = result.GetValue(maxTokens),
                Seed = result.GetValue(seed) ?? Random.Shared.Next(),
                ShowsPrompt = !Console.IsInputRedirected && result.InvocationConfiguration.Output == Console.Out,
            },
            Console.In, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellation)));
        return command;
    }

    /// <summary>Talks until the input ends.</summary>
    /// <exception cref="UsageException">The model or an option cannot be used.</exception>
    public static int Run(ModelRequest request, ChatSettings settings, TextReader input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            new SamplingOptions { Temperature = settings.Temperature, MaxTokens = settings.MaxTokens ?? 1 }.Validate();
            using var model = ModelOptions.Open(request, error, cancellation); // what is said before goes where no answer goes
            var talk = new TerminalChat(model, settings, output);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                talk.Interrupt();
            });
            talk.Run(input);
            return CourseCommand.Success;
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException or PlatformNotSupportedException)
        {
            error.WriteLine(problem.Message);
            return CourseCommand.Failure;
        }
    }
}
