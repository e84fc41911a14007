using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using LlmCourse.Data;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course data</c>: which data sets the course knows, and how they come onto this machine.</summary>
internal static class DataCommand
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var list = new Command("list", "List the data sets, and whether they are on this machine.");
        list.SetAction(result => List(OpenStore(), result.InvocationConfiguration.Output));

        var name = new Argument<string>("name") { Description = "The data set's name, as list shows it." };
        name.CompletionSources.Add(_ => OpenStore().Manifest.Datasets.Select(entry => entry.Name));
        var get = new Command("get", "Download a data set, or go on with a download that was interrupted.") { name };
        get.SetAction(async (result, _) =>
        {
            using var cancel = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                cancel.Cancel();
            });
            var console = result.InvocationConfiguration;
            return await GetAsync(OpenStore(), result.GetRequiredValue(name), console.Output, console.Error, cancel.Token).ConfigureAwait(false);
        });
        return new Command("data", "Public data sets that chapters use.") { list, get };
    }

    /// <summary>Lists all data sets.</summary>
    public static void List(DatasetStore store, TextWriter output)
    {
        var width = store.Manifest.Datasets.Max(entry => entry.Name.Length);
        foreach (var entry in store.Manifest.Datasets)
        {
            var here = store.TryFind(entry.Name, out var path);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{(here ? "✓" : "○")} {entry.Name.PadRight(width)}  {entry.Bytes / 1e6,7:0.0} MB  {entry.Licence}: {entry.Description}"));
            output.WriteLine($"  {new string(' ', width)}  {(here ? path : $"not here; get it with: course data get {entry.Name}")}");
        }
    }

    /// <summary>Gets a data set; the last line is its path.</summary>
    public static async Task<int> GetAsync(DatasetStore store, string name, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (store.Manifest.Datasets.All(entry => entry.Name != name))
        {
            var names = store.Manifest.Datasets.Select(entry => entry.Name).ToList();
            throw new UsageException($"There is no data set '{name}'.{Suggestion.For(name, names)} There are: {string.Join(", ", names)}.");
        }

        try
        {
            var path = await store.GetAsync(name, new DownloadLines(name, output, LineInterval), cancellation).ConfigureAwait(false);
            await output.WriteLineAsync(path).ConfigureAwait(false);
            return CourseCommand.Success;
        }
        catch (DatasetException problem)
        {
            await error.WriteLineAsync(problem.Message).ConfigureAwait(false);
            return CourseCommand.Failure;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync($"The download of {name} was stopped; what came is kept, and the same command goes on from there.").ConfigureAwait(false);
            return CourseCommand.Interrupted;
        }
    }

    private static DatasetStore OpenStore()
    {
        try
        {
            return DatasetStore.Default;
        }
        catch (Exception problem) when (problem is DatasetException or IOException)
        {
            throw new UsageException(problem.Message);
        }
    }
}
