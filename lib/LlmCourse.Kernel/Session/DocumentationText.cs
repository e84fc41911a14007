using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace LlmCourse.Kernel.Session;

/// <summary>Makes plain sentences of XML documentation.</summary>
internal static partial class DocumentationText
{
    /// <summary>Summary, parameters, result and exceptions, a line each; empty where nothing is documented.</summary>
    public static string Read(ISymbol symbol, CancellationToken cancellation)
    {
        var xml = symbol.GetDocumentationCommentXml(expandIncludes: true, cancellationToken: cancellation);
        if (string.IsNullOrWhiteSpace(xml))
        {
            return "";
        }

        try
        {
            var root = XElement.Parse($"<all>{xml}</all>");
            return string.Join('\n', root.Descendants().Select(Line).Where(line => line.Length > 0));
        }
        catch (XmlException)
        {
            return ""; // a comment that its author did not close
        }
    }

    private static string Line(XElement element) => element.Name.LocalName switch
    {
        "summary" => Text(element),
        "param" => $"{element.Attribute("name")?.Value}: {Text(element)}",
        "returns" when Text(element) is { Length: > 0 } text => $"Returns: {text}",
        "exception" => $"Throws {Name(element)}: {Text(element)}",
        _ => "",
    };

    private static string Text(XElement element) =>
        Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { IsEmpty: true } reference => Name(reference),
            XElement inner => Text(inner) + (inner.Name.LocalName == "para" ? " " : ""),
            _ => "",
        })), " ").Trim();

    /// <summary>What a reference refers to, by its last name: <c>M:System.String.Join(System.String)</c> is <c>Join</c>.</summary>
    private static string Name(XElement reference)
    {
        var value = reference.Attribute("cref")?.Value ?? reference.FirstAttribute?.Value ?? "";
        var name = value.Split('(')[0];
        return Generics().Replace(name[(name.LastIndexOfAny(['.', ':']) + 1)..], "");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Generics();
}
