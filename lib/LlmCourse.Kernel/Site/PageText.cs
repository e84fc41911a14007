using System.Globalization;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Site;

/// <summary>The words and numbers that several parts of a page use.</summary>
internal static class PageText
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A measured value: four digits, or all of a whole number.</summary>
    public static string Value(double? value) => value switch
    {
        null => "not a number",
        0 => "0",
        { } number when Math.Abs(number) is >= 1e15 or < 1e-4 => number.ToString("0.###E+0", Invariant),
        { } number when number == Math.Truncate(number) => number.ToString("#,##0", Invariant),
        { } number => number.ToString("#,##0." + new string('#', Math.Max(0, 3 - (int)Math.Floor(Math.Log10(Math.Abs(number))))), Invariant),
    };

    /// <summary>The measured value of a claim. A stored notebook has none for a claim about time, since each run measures another one.</summary>
    public static string Value(ClaimRecord claim) => claim.Value is null && claim.IsTiming() ? NotebookNormalizer.MeasuredOnYourRun : Value(claim.Value);

    /// <summary>What a claim's value may be.</summary>
    public static string Band(ClaimRecord claim) => (claim.Low, claim.High) switch
    {
        (null, null) => "any",
        (null, { } high) => $"at most {Limit(high)}",
        ({ } low, null) => $"at least {Limit(low)}",
        ({ } low, { } high) when low == high => $"exactly {Limit(low)}",
        ({ } low, { } high) => $"{Limit(low)} to {Limit(high)}",
    };

    /// <summary>How a claim came out: the class of its line, its mark, and the word that says the mark.</summary>
    public static (string Kind, string Mark, string Word) Verdict(ClaimRecord claim, ChapterPage page) =>
        page.Profile == CourseProfile.Smoke ? ("unjudged", "○", "not judged")
        : claim.Holds ? ("holds", "✓", "holds")
        : claim.Fails(page.Profile, page.Strict) ? ("broken", "✗", "broken")
        : ("disturbed", "!", "out of its band");

    /// <summary>How a chapter came out: the class and the words.</summary>
    public static (string Kind, string Text) State(ChapterPage page) => page.Status switch
    {
        null => ("", "not run"),
        ChapterStatus.Failed => ("bad", "✗ failed"),
        ChapterStatus.Interrupted => ("warn", "■ stopped"),
        _ when Broken(page) is > 0 and var broken => ("bad", $"✗ {Count(broken, "claim")} broken"),
        _ => ("good", "✓ finished"),
    };

    /// <summary>How many claims fail the chapter.</summary>
    public static int Broken(ChapterPage page) => page.Claims.Count(c => c.Fails(page.Profile, page.Strict));

    /// <summary>How the claims of some chapters came out, in a few words; null when there are none.</summary>
    public static string? Claims(IReadOnlyList<ChapterPage> pages)
    {
        var all = pages.Sum(p => p.Claims.Count);
        var judged = pages.Where(p => p.Profile != CourseProfile.Smoke).ToArray();
        return all == 0 ? null
            : judged.Length == 0 ? $"{Count(all, "claim")}, not judged"
            : $"{judged.Sum(p => p.Claims.Count(c => c.Holds))} of {Count(judged.Sum(p => p.Claims.Count), "claim")} hold{(all == 1 ? "s" : "")}";
    }

    /// <summary>A number of things.</summary>
    public static string Count(int number, string noun) => string.Create(Invariant, $"{number:#,##0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>A time in the units in which people say it.</summary>
    public static string Duration(TimeSpan time) => Math.Round(time.TotalSeconds) switch
    {
        < 1 => "under 1 s",
        < 60 and var seconds => string.Create(Invariant, $"{seconds:0} s"),
        < 3600 and var seconds => string.Create(Invariant, $"{Math.Floor(seconds / 60):0} min {seconds % 60:0} s"),
        var seconds => string.Create(Invariant, $"{Math.Floor(seconds / 3600):0} h {Math.Floor(seconds % 3600 / 60):0} min"),
    };

    /// <summary>A limit with every digit that its author wrote.</summary>
    private static string Limit(double limit) => Math.Abs(limit) is >= 1e15 or (< 1e-4 and > 0)
        ? limit.ToString("0.###E+0", Invariant)
        : limit.ToString("#,##0.##########", Invariant);
}
