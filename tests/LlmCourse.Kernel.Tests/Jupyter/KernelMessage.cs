using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>A message that a kernel sent.</summary>
public sealed record KernelMessage(JsonObject Header, JsonObject Parent, JsonObject Content)
{
    public string Type => (string)Header["msg_type"]!;

    public string? ParentId => (string?)Parent["msg_id"];

    public string Status => (string)Content["status"]!;

    public string Text(string name) => (string)Content[name]!;

    public string? Form(string type) => (string?)Content["data"]![type];
}
