using LlmCourse.Kernel.Views;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Running;

/// <summary>Runs the chapters of a plan, one after the other, and writes what comes of them as soon as it is there.</summary>
public sealed class CourseRun(RunPlan plan, IRunView view)
{
    /// <summary>The file with all claims of the run.</summary>
    public string ClaimsFile => Path.Combine(plan.Out, "claims.json");

    /// <summary>The page that leads to the chapters' pages; null where none is written.</summary>
    public string? IndexPage { get; private set; }

    /// <summary>
    /// Runs everything. A chapter that fails does not keep the next from running; <paramref name="cancel"/> stops the running cell and
    /// ends the run with what there is, <paramref name="kill"/> does so at once.
    /// </summary>
    public async Task<IReadOnlyList<ChapterResult>> RunAsync(CancellationToken cancel, CancellationToken kill)
    {
        var results = new List<ChapterResult>();
        view.RunStarted(plan.Chapters);
        foreach (var chapter in plan.Chapters.TakeWhile(_ => !cancel.IsCancellationRequested))
        {
            var result = await new ChapterRunner(chapter, plan.Environment, view).RunAsync(cancel, kill).ConfigureAwait(false);
            results.Add(result);
            chapter.Notebook.Write(Path.Combine(plan.Out, "notebooks", Path.GetFileName(chapter.Path)));
            AtomicFile.WriteText(ClaimsFile, ClaimRecord.Write(results.SelectMany(r => r.Claims)));
        }

        return results;
    }
}
