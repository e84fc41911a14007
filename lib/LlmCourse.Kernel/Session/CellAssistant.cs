using System.Collections.Immutable;
using LlmCourse.Display;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;

namespace LlmCourse.Kernel.Session;

/// <summary>Answers what may stand at a position of a cell, and what stands there.</summary>
internal sealed class CellAssistant(string folder, IEnumerable<string> imports) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly CellWorkspace workspace = new(folder, imports);
    private int followed;
    private volatile bool isAsked;

    public Task<CellCompletion> CompleteAsync(string code, int position, ImmutableList<ExecutedCell> executed, CancellationToken cancellation)
    {
        isAsked = true;
        return FindAsync(code, position, executed, cancellation);
    }

    private async Task<CellCompletion> FindAsync(
        string code, int position, ImmutableList<ExecutedCell> executed, CancellationToken cancellation)
    {
        var document = await OpenAsync(code, position, executed, cancellation).ConfigureAwait(false);
        var service = CompletionService.GetService(document)!;
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellation).ConfigureAwait(false);
        var typed = code[list.Span.Start..position];
        var matches = list.ItemsList.Where(item => item.FilterText.Contains(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(item => !item.FilterText.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(item => !item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase).ToList();
        var items = new List<CellCompletionItem>();
        foreach (var item in matches)
        {
            var text = item.Properties.GetValueOrDefault("InsertionText", item.DisplayText);
            // The first one is what is meant most often. Each costs as much as the whole list, and front ends inspect the others.
            var description = items.Count > 0 ? null
                : await service.GetDescriptionAsync(document, item, cancellation).ConfigureAwait(false);
            items.Add(new CellCompletionItem(text, KindOf(item), description?.Text.ReplaceLineEndings("\n") ?? ""));
        }

        return new CellCompletion(list.Span.Start, Math.Max(list.Span.End, position), items);
    }

    public async Task<MimeBundle?> InspectAsync(
        string code, int position, ImmutableList<ExecutedCell> executed, CancellationToken cancellation)
    {
        isAsked = true;
        var document = await OpenAsync(code, position, executed, cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var symbols = SymbolFinding.At(model!, root!, position, cancellation);
        return symbols.Count == 0 ? null : SymbolText.Describe(symbols, cancellation);
    }

    /// <summary>Does once what the first question would wait for.</summary>
    public void WarmUp(ImmutableList<ExecutedCell> executed) => AskAsync(executed).GetAwaiter().GetResult();

    /// <summary>
    /// Takes a new cell in, when no other cell follows at once, and when the session's reader asks questions at all: what is kept to
    /// answer them costs memory for each cell.
    /// </summary>
    public async Task FollowAsync(ImmutableList<ExecutedCell> executed)
    {
        var mine = Interlocked.Increment(ref followed);
        await Task.Delay(Pause).ConfigureAwait(false); // cells that run one after the other shall not wait for the processor
        if (mine == Volatile.Read(ref followed) && isAsked)
        {
            await AskAsync(executed).ConfigureAwait(false);
        }
    }

    private async Task AskAsync(ImmutableList<ExecutedCell> executed)
    {
        try
        {
            const string question = "Console.";
            await FindAsync(question, question.Length, executed, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The session ended meanwhile.
        }
    }

    public void Dispose() => workspace.Dispose();

    private Task<Document> OpenAsync(string code, int position, ImmutableList<ExecutedCell> executed, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, code.Length);
        return workspace.OpenAsync(CellSource.Blank(code), executed, cancellation);
    }

    private static string KindOf(CompletionItem item) => item.Tags.IsEmpty ? "text" : item.Tags[0].ToLowerInvariant();
}
