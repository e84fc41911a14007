using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// The session's code as Roslyn's editor services want it: a chain of submissions, one for each executed cell that declared something,
/// with the cell that is being written at its end. It compiles, and runs nothing.
/// </summary>
internal sealed class CellWorkspace : IDisposable
{
    private readonly AdhocWorkspace workspace = new(EditorServices.Host);
    private readonly CSharpCompilationOptions options;
    private readonly MetadataReference[] framework = [.. ReferenceResolver.DocumentedFramework];
    private readonly SemaphoreSlim gate = new(1);
    private Solution solution;
    private ProjectId? last;
    private int known;

    public CellWorkspace(string folder, IEnumerable<string> imports)
    {
        options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: imports,
            metadataReferenceResolver: new ReferenceResolver(folder, loader: null),
            sourceReferenceResolver: new SourceFileResolver([], folder),
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Disable);
        solution = workspace.CurrentSolution;
    }

    /// <summary>The text as a document that comes after the executed cells.</summary>
    public async Task<Document> OpenAsync(string code, ImmutableList<ExecutedCell> executed, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (; known < executed.Count; known++)
            {
                (solution, last) = Append(executed[known].Code, executed[known].Packages);
            }

            if (last is not null)
            {
                // Compiled here and not in the copy below, so that the next question finds it done.
                await solution.GetProject(last)!.GetCompilationAsync(cancellation).ConfigureAwait(false);
            }

            var (copy, current) = Append(code, []);
            return copy.GetProject(current)!.Documents.Single();
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        workspace.Dispose();
        gate.Dispose();
    }

    private (Solution Solution, ProjectId Project) Append(string code, IReadOnlyList<MetadataReference> packages)
    {
        var id = ProjectId.CreateNewId();
        var name = $"Cell{known}";
        var document = DocumentInfo.Create(
            DocumentId.CreateNewId(id),
            name,
            sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Create())));
        var project = ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: options.WithScriptClassName(name),
            parseOptions: SyntaxCheck.ParseOptions,
            documents: [document],
            projectReferences: last is null ? [] : [new ProjectReference(last)],
            metadataReferences: last is null ? [.. framework, .. packages] : packages, // later submissions have those of the earlier ones
            isSubmission: true);
        return (solution.AddProject(project), id);
    }
}
