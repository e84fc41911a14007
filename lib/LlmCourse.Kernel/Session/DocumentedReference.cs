using Microsoft.CodeAnalysis;

namespace LlmCourse.Kernel.Session;

/// <summary>Makes references to assemblies together with the XML documentation that lies beside them.</summary>
internal static class DocumentedReference
{
    public static PortableExecutableReference Create(string path)
    {
        var documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(
            path, documentation: File.Exists(documentation) ? XmlDocumentationProvider.CreateFromFile(documentation) : null);
    }
}
