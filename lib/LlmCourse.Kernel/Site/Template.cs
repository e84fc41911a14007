using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Site;

/// <summary>Fills the places of a template, written <c>{{name}}</c>, with HTML.</summary>
internal static partial class Template
{
    /// <summary>The template with every place filled; each must have its value.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(SiteAssets.ReadText(template), place => values[place.Groups[1].Value]);

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
