using System.Globalization;
using LlmCourse.Display;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Views;

/// <summary>The table of all claims that ends a run.</summary>
internal static class ClaimTable
{
    public static void Write(IReadOnlyList<ChapterResult> results, CourseProfile profile, bool strict, TextWriter output)
    {
        var claims = results.SelectMany(r => r.Claims).ToList();
        var width = claims.Select(c => c.Id.Length).DefaultIfEmpty(0).Max();
        foreach (var claim in claims)
        {
            var mark = profile == CourseProfile.Smoke ? "○" : claim.Holds ? "✓" : claim.Fails(profile, strict) ? "✗" : "!";
            output.WriteLine($"{mark} {claim.Id.PadRight(width)}  {Number(claim.Value)}  ({Band(claim)}{(claim.IsTiming() ? "; a timing" : "")})  {claim.Statement}");
        }

        output.WriteLine(Summary(results, claims, profile, strict));
    }

    private static string Summary(IReadOnlyList<ChapterResult> results, List<ClaimRecord> claims, CourseProfile profile, bool strict)
    {
        var finished = results.Count(r => r.Status == ChapterStatus.Finished);
        var chapters = $"{finished} of {results.Count} {(results.Count == 1 ? "chapter" : "chapters")} finished";
        var broken = claims.Count(c => c.Fails(profile, strict));
        return claims.Count == 0 ? $"{chapters}."
            : profile == CourseProfile.Smoke ? $"{chapters}; {claims.Count} {(claims.Count == 1 ? "claim" : "claims")}, not judged in smoke."
            : $"{chapters}; {claims.Count(c => c.Holds)} of {claims.Count} claims hold{(broken > 0 ? $", {broken} broken" : "")}.";
    }

    private static string Band(ClaimRecord claim) => (claim.Low, claim.High) switch
    {
        (null, null) => "any",
        (null, { } high) => $"at most {Number(high)}",
        ({ } low, null) => $"at least {Number(low)}",
        ({ } low, { } high) when low == high => $"exactly {Number(low)}",
        ({ } low, { } high) => $"{Number(low)} to {Number(high)}",
    };

    private static string Number(double? value) => value is null ? "not a number" : value.Value.ToString("G5", CultureInfo.InvariantCulture);
}
