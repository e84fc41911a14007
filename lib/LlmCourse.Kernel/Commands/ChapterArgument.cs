using System.CommandLine;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Commands;

/// <summary>The argument by which commands are told their chapters.</summary>
internal static class ChapterArgument
{
    public static Argument<string[]> Create()
    {
        var chapters = new Argument<string[]>("chapters")
        {
            HelpName = "chapters",
            Description = "Numbers, names or paths of chapters; all when left out.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        chapters.CompletionSources.Add(_ => new ChapterCatalog(CourseFolder.Find()).All.Select(path => Path.GetFileNameWithoutExtension(path)));
        return chapters;
    }
}
