namespace LlmCourse.Kernel.Site;

/// <summary>What stands above a page's text when its numbers are not what a reader would take them for.</summary>
internal static class Banner
{
    /// <summary>Above pages of a smoke run.</summary>
    public const string Smoke = "<div class=\"banner warn\" role=\"note\"><p><strong>A smoke run.</strong> Every cell ran, but on the smallest sizes: the numbers of a smoke run are not judged. Run the quick profile for the real ones.</p></div>\n";

    /// <summary>Above the page of a chapter that has not run.</summary>
    public const string NotRun = "<div class=\"banner\" role=\"note\"><p><strong>Not run yet.</strong> This page shows the chapter's text and code without any results.</p></div>\n";

    /// <summary>Above the page of an evaluation of which something is left to do.</summary>
    public const string Unfinished = "<div class=\"banner warn\" role=\"note\"><p><strong>Not all questions are answered yet.</strong> The numbers are those of the questions that are; the same command goes on with the others.</p></div>\n";

    /// <summary>Above the page of a chapter that did not finish; the sentence is HTML.</summary>
    public static string Error(string sentence) => $"<div class=\"banner bad\" role=\"note\"><p>{sentence}</p></div>\n";
}
