using System.Collections;
using System.Globalization;
using System.Reflection;
using LlmCourse.Display.Text;

namespace LlmCourse.Display.Values;

/// <summary>Shows a record as a table of its names and values.</summary>
internal static class ConfigView
{
    private const int MostItems = 8;

    /// <summary>A record is a class with a method that no C# code can write: &lt;Clone&gt;$.</summary>
    public static bool Knows(object value) =>
        value is not IEnumerable && value.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance, []) is not null && PropertiesOf(value).Any();

    public static MimeBundle Show(object value)
    {
        var properties = PropertiesOf(value).ToArray();
        return Table.FromColumns(("setting", properties.Select(p => p.Name)), ("value", properties.Select(p => Read(p, value))))
            .WithCaption(value.GetType().Name).ToMimeBundle();
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0);

    private static string Read(PropertyInfo property, object value)
    {
        try
        {
            return Text(property.GetValue(value));
        }
        catch (TargetInvocationException problem)
        {
            return $"({problem.InnerException?.Message})";
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "(none)",
        bool yes => yes ? "yes" : "no",
        string text => text,
        double or float => Number.Format(Convert.ToDouble(value, CultureInfo.InvariantCulture), 6),
        int or long or short or byte or uint or ulong or ushort => Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("#,##0", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => Items(items),
        _ => value.ToString() ?? "",
    };

    private static string Items(IEnumerable items)
    {
        string[] first = [.. items.Cast<object?>().Take(MostItems + 1).Select(Text)];
        return $"[{string.Join(", ", first.Take(MostItems))}{(first.Length > MostItems ? ", …" : "")}]";
    }
}
