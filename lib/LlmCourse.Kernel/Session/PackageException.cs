namespace LlmCourse.Kernel.Session;

/// <summary>A package that a cell asks for cannot be had; the message says why in a sentence.</summary>
internal sealed class PackageException(string message) : Exception(message);
