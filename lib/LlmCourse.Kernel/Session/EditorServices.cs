using System.Composition.Hosting;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.Host.Mef;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// The part of Roslyn's editor services that a cell's questions need. All of them are 1,500 parts in 11,000 types, most of them for
/// fixes and refactorings, and to load those types costs as much as the first completion itself. So the parts are found
/// in the assemblies' metadata by their attributes, and only they are loaded.
/// </summary>
internal static class EditorServices
{
    private static readonly HashSet<string> Wanted =
    [
        "ExportAttribute", "ExportCompletionProviderAttribute", "ExportLanguageServiceAttribute", "ExportLanguageServiceFactoryAttribute",
        "ExportWorkspaceServiceAttribute", "ExportWorkspaceServiceFactoryAttribute",
    ];

    /// <summary>
    /// What front ends of notebooks cannot insert: names from namespaces that are not opened, snippets, and parts of comments.
    /// </summary>
    private static readonly string[] NotInsertable =
        ["ImportCompletionProvider", "SnippetCompletionProvider", "XmlDocCommentCompletionProvider", "CrefCompletionProvider", "EmbeddedLanguageCompletionProvider"];

    private static readonly Lazy<MefHostServices> Composed = new(Compose);

    public static MefHostServices Host => Composed.Value;

    private static MefHostServices Compose() => MefHostServices.Create(
        new ContainerConfiguration().WithParts(MefHostServices.DefaultAssemblies.SelectMany(Parts)).CreateContainer());

    private static List<Type> Parts(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.CustomAttributes.Select(metadata.GetCustomAttribute)
            .Where(attribute => attribute.Parent.Kind == HandleKind.TypeDefinition && Wanted.Contains(AttributeName(metadata, attribute)))
            .Select(attribute => FullName(metadata, (TypeDefinitionHandle)attribute.Parent))
            .Where(name => !NotInsertable.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
            .Distinct().Select(name => assembly.GetType(name, throwOnError: true)!).Where(type => !type.IsAbstract)];
    }

    private static string AttributeName(MetadataReader metadata, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MethodDefinition => metadata.GetString(metadata.GetTypeDefinition(
            metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()).Name),
        HandleKind.MemberReference when metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type =>
            metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name),
        _ => "",
    };

    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{FullName(metadata, outer)}+{name}"
            : type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
