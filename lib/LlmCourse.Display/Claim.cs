using System.Globalization;
using System.Text.RegularExpressions;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>
/// A number that a chapter states: what was measured, the band in which it must lie, and where the band comes from. A run fails
/// when one is broken, and so a reader knows whether an output is normal.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Claim : IShowable
{
    private Claim(string id, string statement, double value, double? low, double? high, string? source, ClaimKind kind)
    {
        if (!IdForm().IsMatch(id))
        {
            throw new ArgumentException(
                $"The claim's id is '{id}', but an id is two digits of the chapter and a slug, like 04-validation-loss.", nameof(id));
        }

        if (string.IsNullOrWhiteSpace(statement))
        {
            throw new ArgumentException($"The claim {id} has no statement; say in one sentence what was measured.", nameof(statement));
        }

        if ((low is null && high is null) || low is double.NaN || high is double.NaN || low > high)
        {
            throw new ArgumentException(
                $"The claim {id} has the band {Text(low)} to {Text(high)}, which nothing can break or nothing can keep; give low, high or both, low first.");
        }

        (Id, Statement, Value, Low, High, Source, Kind) = (id, statement, value, low, high, source, kind);
        Seed = Course.Seed;
        judged = Course.Profile != CourseProfile.Smoke;
    }

    private readonly bool judged;

    /// <summary>The chapter's two digits and a slug; stable, since other texts refer to it.</summary>
    public string Id { get; }

    /// <summary>The chapter's two digits.</summary>
    public string Chapter => Id[..2];

    /// <summary>What was measured, in one sentence.</summary>
    public string Statement { get; }

    /// <summary>The measured value.</summary>
    public double Value { get; }

    /// <summary>The least value that the claim allows; null when it may be as small as it likes.</summary>
    public double? Low { get; }

    /// <summary>The greatest value that the claim allows; null when it may be as large as it likes.</summary>
    public double? High { get; }

    /// <summary>Where the band comes from: a paper and its section, a published result.</summary>
    public string? Source { get; }

    /// <summary>Whether the number is a value or a ratio of times.</summary>
    public ClaimKind Kind { get; }

    /// <summary>The seed of the run that measured it.</summary>
    public int Seed { get; }

    /// <summary>True when the value lies in the band; a value that is not a number lies in none.</summary>
    public bool Holds => !double.IsNaN(Value) && !(Value < Low) && !(Value > High);

    /// <summary>Claims that the value lies in the band; leave one side out for a band that is open there.</summary>
    /// <exception cref="ArgumentException">The id, the statement or the band is not usable.</exception>
    public static Claim That(
        string id, string statement, double value, double? low = null, double? high = null, string? source = null, ClaimKind kind = ClaimKind.Value) =>
        new(id, statement, value, low, high, source, kind);

    /// <summary>Claims that the value is no greater than the limit.</summary>
    public static Claim AtMost(
        string id, string statement, double value, double limit, string? source = null, ClaimKind kind = ClaimKind.Value) =>
        new(id, statement, value, null, limit, source, kind);

    /// <summary>Claims that the value is no smaller than the limit.</summary>
    public static Claim AtLeast(
        string id, string statement, double value, double limit, string? source = null, ClaimKind kind = ClaimKind.Value) =>
        new(id, statement, value, limit, null, source, kind);

    /// <summary>Claims that the value lies between two limits, each included.</summary>
    public static Claim Between(
        string id, string statement, double value, double low, double high, string? source = null, ClaimKind kind = ClaimKind.Value) =>
        new(id, statement, value, low, high, source, kind);

    /// <summary>Claims that the value is the expected one, give or take the tolerance.</summary>
    public static Claim Equal(
        string id, string statement, double value, double expected, double tolerance = 0, string? source = null, ClaimKind kind = ClaimKind.Value) =>
        new(id, statement, value, expected - tolerance, expected + tolerance, source, kind);

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle()
    {
        var (mark, state) = (judged, Holds) switch
        {
            (false, _) => ("○", "smoke"),
            (_, true) => ("✓", "holds"),
            _ => ("✗", "broken"),
        };
        var colour = state switch { "holds" => "#1a8754", "broken" => "#d1383d", _ => "#7a7f87" };
        var notes = string.Join("; ", Notes());
        return new MimeBundle($"{mark} {Id}: {Statement}: {Number.Format(Value)} ({notes})")
            .With("text/html",
                $"""
                <div class="llmcourse-claim llmcourse-{state}"><span style="color:{colour};font-weight:bold">{mark}</span> <code>{Id}</code> {Html.Encode(Statement)}: <strong>{Number.Format(Value)}</strong> <span style="opacity:.75">({Html.Encode(notes)})</span></div>
                """)
            .With(MimeBundle.ClaimType, Json.Write(new
            {
                Id,
                Chapter,
                Statement,
                Value = Json.Finite(Value),
                Low = Low is { } low ? Json.Finite(low) : null,
                High = High is { } high ? Json.Finite(high) : null,
                Holds,
                Kind = Kind.ToString().ToLowerInvariant(),
                Source,
                Seed,
            }));
    }

    /// <summary>The plain text form.</summary>
    public override string ToString() => ToMimeBundle().PlainText;

    private IEnumerable<string> Notes()
    {
        yield return (Low, High) switch
        {
            (null, { } high) => $"at most {Text(high)}",
            ({ } low, null) => $"at least {Text(low)}",
            ({ } low, { } high) when low == high => $"exactly {Text(low)}",
            _ => $"{Text(Low)} to {Text(High)}",
        };
        if (Kind == ClaimKind.Timing)
        {
            yield return "a timing";
        }

        if (!string.IsNullOrEmpty(Source))
        {
            yield return Source;
        }

        if (!judged)
        {
            yield return "not judged in smoke";
        }
    }

    /// <summary>A limit with every digit that its author wrote.</summary>
    private static string Text(double? limit) => limit switch
    {
        null => "any",
        { } number when Math.Abs(number) is >= 1e15 or (< 1e-4 and > 0) => Number.Format(number),
        { } number => number.ToString("#,##0.##########", CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^\d\d-[a-z0-9-]+\z")]
    private static partial Regex IdForm();
}
