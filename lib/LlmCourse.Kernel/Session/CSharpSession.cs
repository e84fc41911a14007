using System.Collections.Immutable;
using System.Text;
using LlmCourse.Display;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// Runs the cells of a notebook one after the other in one shared state, in the course's portable dialect of C#: types and
/// variables may be redefined, the trailing value counts, <c>await</c> is allowed, <c>#r</c>, <c>#load</c> and a leading
/// <c>#!import file.csx</c> are relative to the notebook's folder. It knows neither consoles nor notebooks.
/// </summary>
public sealed class CSharpSession : IDisposable
{
    private const int DeepestImport = 10;

    /// <summary>The namespaces that .NET Interactive opens for every cell; a chapter may rely on no other.</summary>
    private static readonly string[] Imports =
        ["System", "System.Collections", "System.Collections.Generic", "System.Linq", "System.Text", "System.Threading.Tasks"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string folder;
    private readonly InteractiveAssemblyLoader loader = new();
    private readonly ScriptOptions options;
    private readonly ErrorReader errors;
    private readonly SessionPackages packages;
    private readonly Lazy<CellAssistant> assistant;
    private readonly HashSet<MetadataReference> linked = [];
    private volatile ImmutableList<ExecutedCell> history = [];
    private Task isWarm = Task.CompletedTask;
    private CellThread thread = new();
    private ScriptState<object>? state;
    private int executed;

    /// <summary>Creates a session whose relative paths start at the notebook's folder.</summary>
    public CSharpSession(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        packages = new SessionPackages(loader);
        errors = new ErrorReader(this.folder);
        options = ScriptOptions.Default
            .WithReferences(ReferenceResolver.Framework)
            .WithImports(Imports)
            .WithMetadataResolver(new ReferenceResolver(this.folder, loader))
            .WithSourceResolver(new SourceFileResolver([], this.folder))
            .WithLanguageVersion(LanguageVersion.CSharp14)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithFileEncoding(Encoding.UTF8)
            .WithEmitDebugInformation(true); // for the line numbers of exceptions
        assistant = new Lazy<CellAssistant>(() => new CellAssistant(this.folder, Imports));
        SessionConsole.Install();
        if (DisplayHost.Current is not SessionHost)
        {
            DisplayHost.Current = new SessionHost();
        }
    }

    /// <summary>
    /// Runs one cell. When cancellation is asked for, the cell has a second to stop by itself
    /// (<see cref="IDisplayHost.Cancellation"/>); then it is abandoned, and the session goes on without it.
    /// </summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="output">Receives what the cell writes and shows, live.</param>
    /// <param name="place">What errors call this cell (<c>cell 3</c>); its number in the session when left out.</param>
    /// <param name="cancellation">Asks the cell to stop.</param>
    public async Task<CellOutcome> ExecuteAsync(
        string code, ICellOutput output, string? place = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(output);
        executed++;
        place ??= $"cell {executed}";
        var cell = new RunningCell(output, cancellation);
        var run = thread.Start(() =>
        {
            RunningCell.Current = cell;
            return RunAsync(code, place, cell, depth: 0);
        });
        var stopped = new TaskCompletionSource();
        await using var registration = cancellation.Register(() => stopped.TrySetResult()).ConfigureAwait(false);
        if (await Task.WhenAny(run, stopped.Task).ConfigureAwait(false) == run
            || await Task.WhenAny(run, Task.Delay(Patience, CancellationToken.None)).ConfigureAwait(false) == run)
        {
            return await run.ConfigureAwait(false);
        }

        cell.Abandon();
        thread.Dispose();
        thread = new CellThread();
        return new CellOutcome(CellStatus.Abandoned, Error: new CellError(
            CellError.Interrupted, "The cell was asked to stop, did not within a second, and was abandoned; it may still be running.", place, 0, "", []));
    }

    /// <summary>
    /// What may stand at a position of a cell that is being written, after the cells that were executed. It neither waits for a
    /// running cell nor disturbs it.
    /// </summary>
    /// <param name="code">The cell's text so far.</param>
    /// <param name="position">The place of the cursor, in UTF-16 units.</param>
    /// <param name="cancellation">Gives the question up.</param>
    public Task<CellCompletion> CompleteAsync(string code, int position, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return AssistAsync(a => a.CompleteAsync(code, position, history, cancellation), cancellation);
    }

    /// <summary>
    /// Signature, type and documentation of what stands at a position of a cell; all overloads where a call's arguments are being
    /// written. Null where there is nothing to say. It neither waits for a running cell nor disturbs it.
    /// </summary>
    /// <param name="code">The cell's text so far.</param>
    /// <param name="position">The place of the cursor, in UTF-16 units.</param>
    /// <param name="cancellation">Gives the question up.</param>
    public Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return AssistAsync(a => a.InspectAsync(code, position, history, cancellation), cancellation);
    }

    /// <summary>Whether a text can be run as a cell as it stands. It looks at the syntax alone.</summary>
    public static CellCompleteness CheckCompleteness(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return SyntaxCheck.Check(code);
    }

    /// <summary>
    /// Prepares completions in the background, so that the first one comes as soon as the later ones. A question that comes meanwhile waits
    /// for it: to do the same work beside it would take both longer.
    /// </summary>
    public void WarmUp() => isWarm = Task.Factory.StartNew(
        () => assistant.Value.WarmUp(history), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Ends the session's thread.</summary>
    public void Dispose()
    {
        thread.Dispose();
        packages.Dispose();
        if (assistant.IsValueCreated)
        {
            assistant.Value.Dispose();
        }
    }

    private Task<T> AssistAsync<T>(Func<CellAssistant, Task<T>> answer, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            await isWarm.WaitAsync(cancellation).ConfigureAwait(false);
            return await answer(assistant.Value).ConfigureAwait(false);
        },
        cancellation);

    private async Task<CellOutcome> RunAsync(string text, string place, RunningCell cell, int depth)
    {
        var source = CellSource.Parse(text);
        errors.Remember(place, text.ReplaceLineEndings("\n"));
        foreach (var (line, file) in source.Imports)
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path) || depth == DeepestImport)
            {
                var message = depth == DeepestImport
                    ? $"The file '{file}' imports itself."
                    : $"The file '{file}' does not exist in the notebook's folder, {folder}.";
                return new CellOutcome(CellStatus.Failed, Error: new CellError(
                    "ImportError", message, place, line, $"#!import {file}", []));
            }

            var imported = await RunAsync(
                await File.ReadAllTextAsync(path).ConfigureAwait(false), file, cell, depth + 1).ConfigureAwait(false);
            if (imported.Status != CellStatus.Finished)
            {
                return imported;
            }
        }

        foreach (var (line, request) in source.Packages)
        {
            try
            {
                await packages.AddAsync(PackageRequest.Parse(request), text => cell.Write(text, isError: false), cell.Cancellation).ConfigureAwait(false);
            }
            catch (PackageException problem)
            {
                return new CellOutcome(CellStatus.Failed, Error: new CellError("PackageError", problem.Message, place, line, request, []));
            }
            catch (OperationCanceledException)
            {
                return Stopped(place);
            }
        }

        return string.IsNullOrWhiteSpace(source.Code) ? new CellOutcome(CellStatus.Finished)
            : await RunCodeAsync(source.Code, place, cell).ConfigureAwait(false);
    }

    private async Task<CellOutcome> RunCodeAsync(string code, string place, RunningCell cell)
    {
        var fresh = packages.References.Where(reference => !linked.Contains(reference)).ToList();
        var script = Continue(code, place, fresh);
        try
        {
            var problems = script.Compile(cell.Cancellation).Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
            if (problems.Count > 0)
            {
                return new CellOutcome(CellStatus.Failed, Error: errors.Read(problems));
            }
        }
        catch (OperationCanceledException)
        {
            return Stopped(place);
        }

        var next = state is null
            ? await script.RunAsync(globals: null, catchException: _ => true, CancellationToken.None).ConfigureAwait(false)
            : await script.RunFromAsync(state, catchException: _ => true, CancellationToken.None).ConfigureAwait(false);
        if (!cell.IsAbandoned && (state is null || fresh.Count > 0 || CellDeclarations.AreIn(script.GetCompilation())))
        {
            Keep(next, code, fresh); // also after an exception: what the cell had declared by then stays
        }

        return next.Exception switch
        {
            null => new CellOutcome(CellStatus.Finished, next.ReturnValue is { } value ? ValueFormatter.Format(value) : null),
            OperationCanceledException when cell.Cancellation.IsCancellationRequested => Stopped(place),
            var problem => new CellOutcome(CellStatus.Failed, Error: errors.Read(problem, place)),
        };
    }

    /// <summary>
    /// The code as a script behind those that were kept. It has their references and imports already; given them again, each script
    /// would hold them once more for every script before it, and a session's memory would grow with the square of its cells.
    /// </summary>
    private Script<object> Continue(string code, string place, List<MetadataReference> fresh) => state is null
        ? CSharpScript.Create(code, options.WithFilePath(place).AddReferences(fresh), globalsType: null, loader)
        : state.Script.ContinueWith<object>(
            code, options.WithFilePath(place).WithReferences(fresh.AsEnumerable()).WithImports(Array.Empty<string>()));

    /// <summary>Lets later cells see what this one declared. Of one that declared nothing only the effects stay, and no memory.</summary>
    private void Keep(ScriptState<object> next, string code, List<MetadataReference> fresh)
    {
        state = next;
        linked.UnionWith(fresh);
        history = history.Add(new ExecutedCell(code, fresh));
        if (assistant.IsValueCreated)
        {
            _ = Task.Run(() => assistant.Value.FollowAsync(history));
        }
    }

    private static CellOutcome Stopped(string place) =>
        new(CellStatus.Cancelled, Error: new CellError(CellError.Interrupted, "The cell was stopped.", place, 0, "", []));
}
