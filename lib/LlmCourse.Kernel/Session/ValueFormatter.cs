using System.Globalization;
using LlmCourse.Display;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmCourse.Kernel.Session;

/// <summary>Turns any value into something to show. It never throws: a value that cannot be shown says so.</summary>
public static class ValueFormatter
{
    /// <summary>The characters that a form may have; a front end chokes on more.</summary>
    private const int MostText = 1_000_000;

    /// <summary>The forms of a value: numbers and texts as they are, what the course knows as it says, others as .NET Interactive shows them.</summary>
    public static MimeBundle Format(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            return value is string text ? new MimeBundle(Cut(text))
                : IsPlain(value) ? new MimeBundle(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                : ValueView.TryShow(value, out var bundle) ? bundle
                : FormatOther(value);
        }
        catch (Exception problem)
        {
            return new MimeBundle($"({value.GetType().Name}: it could not be shown, for {problem.GetType().Name}: {problem.Message})");
        }
    }

    private static bool IsPlain(object value) =>
        Type.GetTypeCode(value.GetType()) != TypeCode.Object || value is Enum or TimeSpan or Guid or DateTimeOffset;

    private static MimeBundle FormatOther(object value)
    {
        var bundle = new MimeBundle(Cut(value.ToDisplayString(PlainTextFormatter.MimeType).TrimEnd()));
        return Formatter.GetPreferredMimeTypesFor(value.GetType()).Contains(HtmlFormatter.MimeType)
            && value.ToDisplayString(HtmlFormatter.MimeType) is { Length: <= MostText } html // half a table is no table
            ? bundle.With(HtmlFormatter.MimeType, html)
            : bundle;
    }

    private static string Cut(string text) => text.Length <= MostText ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, MostText)}\n(and {text.Length - MostText} more characters, which are not shown)");
}
