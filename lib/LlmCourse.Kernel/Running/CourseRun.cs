using LlmCourse.Kernel.Learning;
using LlmCourse.Kernel.Site;
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

    /// <summary>True when something could not be written.</summary>
    public bool LostOutputs { get; private set; }

    /// <summary>
    /// Runs everything. A chapter that fails does not keep the next from running; <paramref name="cancel"/> stops the running cell and
    /// ends the run with what there is, <paramref name="kill"/> does so at once.
    /// </summary>
    public async Task<IReadOnlyList<ChapterResult>> RunAsync(CancellationToken cancel, CancellationToken kill)
    {
        var results = new List<ChapterResult>();
        var site = plan.Request.NoSite ? null : new SiteWriter(Path.Combine(plan.Out, "site"));
        view.RunStarted(plan.Chapters);
        foreach (var chapter in plan.Chapters.TakeWhile(_ => !cancel.IsCancellationRequested))
        {
            results.Add(await new ChapterRunner(chapter, plan.Environment, view).RunAsync(cancel, kill).ConfigureAwait(false));
            Remember(results[^1]);
            Write(() => chapter.Notebook.Write(Path.Combine(plan.Out, "notebooks", Path.GetFileName(chapter.Path))));
            Write(() => AtomicFile.WriteText(ClaimsFile, ClaimRecord.Write(results.SelectMany(r => r.Claims)) + "\n"));
            WriteSite(site, results);
        }

        return results;
    }

    /// <summary>Keeps which exercises the learner has solved; what the solutions solve is not theirs.</summary>
    private void Remember(ChapterResult result)
    {
        if (!plan.Request.Solutions && ProgressFile.Default.Record(result.Exercises, DateTimeOffset.UtcNow) is { } problem)
        {
            view.Note(problem);
        }
    }

    /// <summary>All pages anew after each chapter, so that a reader may open the site while the next one runs.</summary>
    private void WriteSite(SiteWriter? site, List<ChapterResult> results)
    {
        if (site is null)
        {
            return;
        }

        var (book, problem) = ProgressFile.Default.Read();
        if (problem is not null)
        {
            view.Note(problem);
        }

        string[] solved = [.. book.Solved];
        ChapterPage[] pages = [.. plan.Chapters.Select((chapter, i) => ChapterPage.Of(chapter, i < results.Count ? results[i] : null, plan.Profile, plan.Request.Strict)
            with { Passed = [.. chapter.Exercises.Intersect(solved)] })];
        Write(() => site.WriteIndex(pages, SiteText.ReadAll(plan.Course.Notebooks)));
        IndexPage = site.IndexPath;
        view.PageWritten(results[^1].Chapter, site.PathOf(pages[results.Count - 1]));
    }

    /// <summary>A full disk loses an output; the chapters that are still to run, and the reader's answer, are not lost with it.</summary>
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException problem)
        {
            LostOutputs = true;
            view.Note(problem.Message);
        }
    }
}
