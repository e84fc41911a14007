using Microsoft.CodeAnalysis;

namespace LlmCourse.Kernel.Session;

/// <summary>A piece of code whose declarations have become part of a session's state.</summary>
/// <param name="Code">The code, without the lines that only our session understands.</param>
/// <param name="Packages">The assemblies of the packages that came into use with it.</param>
internal sealed record ExecutedCell(string Code, IReadOnlyList<MetadataReference> Packages);
