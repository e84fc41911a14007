using System.CommandLine;
using System.Globalization;
using System.Net;
using LlmCourse.Kernel.Serving;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course serve MODEL</c>: a model behind an address that speaks OpenAI's API, with a page to chat with it.</summary>
internal static class ServeCommand
{
    private const int MostPort = 65_535;

    public static Command Create()
    {
        var shared = new ModelOptions();
        var host = new Option<string>("--host") { Description = "The address to listen at (127.0.0.1); any that others can reach needs a key.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The port (8080); 0 takes a free one.", DefaultValueFactory = _ => 8080 };
        var key = new Option<string?>("--api-key") { Description = $"The key that clients need; better in the environment variable {ServerOptions.KeyVariable}, which other users of this machine cannot see.", HelpName = "key" };
        var name = new Option<string?>("--name") { Description = "What clients call the model (its own name)." };
        var places = new Option<int?>("--places") { Description = "Texts that are written at the same time (up to 32, as memory allows)." };
        var queue = new Option<int>("--queue") { Description = "Requests that may wait for a place (64); more are told to come again.", DefaultValueFactory = _ => 64 };
        var kept = new Option<int?>("--kept") { Description = "Texts that are remembered after their end, for others that begin alike (as many as places)." };
        var grace = new Option<double>("--grace") { Description = "Seconds that running answers may take when the server ends (30).", DefaultValueFactory = _ => 30 };
        var command = new Command("serve", "Let a model answer many at once, behind OpenAI's API and a chat page.") { shared.Model, host, port, key, name, places, queue, kept, shared.Context, shared.Int8, grace };
        command.SetAction((result, _) => Interruption.RunAsync(cancellation => RunAsync(
            new ModelRequest
            {
                Model = result.GetRequiredValue(shared.Model),
                Name = result.GetValue(name),
                Places = result.GetValue(places),
                Queue = result.GetValue(queue),
                Kept = result.GetValue(kept),
                Context = result.GetValue(shared.Context),
                Int8 = result.GetValue(shared.Int8),
            },
            Options(result.GetRequiredValue(host), result.GetValue(port), result.GetValue(key) ?? (Environment.GetEnvironmentVariable(ServerOptions.KeyVariable) is { Length: > 0 } set ? set : null), result.GetValue(grace)),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellation)));
        return command;
    }

    /// <summary>Serves until it is told to end; 0 then.</summary>
    /// <exception cref="UsageException">The model, an option or the address cannot be used.</exception>
    public static async Task<int> RunAsync(ModelRequest request, ServerOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            using var model = ModelOptions.Open(request, output, cancellation);
            await using var server = await ModelServer.StartAsync(model, options, error).ConfigureAwait(false);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{model.Names[0]} answers at {server.Address}v1 (OpenAI's API) and at {server.Address} (a page to chat). It writes {model.Generator.Options.Places} texts at once, in at most {model.MostBytes / 1e6:N0} MB; {request.Queue} more may wait. Ctrl+C ends it.")).ConfigureAwait(false);
            await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await WaitAsync(cancellation).ConfigureAwait(false);
            await output.WriteLineAsync(model.Generator.Running > 0 ? string.Create(CultureInfo.InvariantCulture, $"Ending, once the running answers are written, or after {options.Grace.TotalSeconds:0.#} seconds.") : "Ending.").ConfigureAwait(false);
            await server.StopAsync().ConfigureAwait(false);
            return CourseCommand.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return CourseCommand.Interrupted; // before it served
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException or PlatformNotSupportedException)
        {
            await error.WriteLineAsync(problem.Message).ConfigureAwait(false);
            return CourseCommand.Failure;
        }
    }

    private static ServerOptions Options(string host, int port, string? key, double grace)
    {
        if (port is < 0 or > MostPort)
        {
            throw new UsageException($"--port was given {port}, but ports run from 0 to {MostPort}.");
        }

        if (key is not null && (key.Length == 0 || key.Any(character => character is <= ' ' or > '~')))
        {
            throw new UsageException("The key must consist of letters, digits and signs without spaces.");
        }

        if (grace is not (>= 0 and <= 3600))
        {
            throw new UsageException(FormattableString.Invariant($"--grace was given {grace}, but it must be from 0 to 3600 seconds."));
        }

        var options = new ServerOptions { Host = Address(host), Port = port, Key = key, Grace = TimeSpan.FromSeconds(grace) };
        options.RequireKey();
        return options;
    }

    private static IPAddress Address(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ => IPAddress.TryParse(host, out var address) ? address : throw new UsageException($"--host was given '{host}', but it needs an address of this machine, like 127.0.0.1, ::1 or 0.0.0.0."),
    };

    private static async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // this is how it ends
        }
    }
}
