namespace LlmCourse.Kernel.Tests.Notebooks;

/// <summary>Small notebook files for tests.</summary>
internal static class NotebookText
{
    /// <summary>A file around the cells, which are JSON.</summary>
    public static string With(string cells, string metadata = "{}", string version = "\"nbformat\": 4, \"nbformat_minor\": 5") =>
        $$"""{"cells": [{{cells}}], "metadata": {{metadata}}, {{version}}}""";

    /// <summary>A code cell with outputs, which are JSON.</summary>
    public static string Code(string id, string outputs = "", string source = "[]") =>
        $$"""{"cell_type": "code", "id": "{{id}}", "metadata": {}, "source": {{source}}, "execution_count": null, "outputs": [{{outputs}}]}""";
}
