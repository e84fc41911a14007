namespace LlmCourse.Display.Hosts;

/// <summary>
/// Tells .NET Interactive how to show a type. It looks for an attribute of this simple name, in whichever assembly it is declared,
/// and reads both properties by name; so the library needs no reference to it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
