namespace LlmCourse.Kernel.Serving;

/// <summary>The files of the chat page. They lie in this assembly, and there are no others, so that no path leads anywhere else.</summary>
internal static class ServerAssets
{
    private static readonly Dictionary<string, (string Type, byte[] Bytes)> Files = new()
    {
        ["/"] = ("text/html; charset=utf-8", Read("chat.html")),
        ["/chat.css"] = ("text/css; charset=utf-8", Read("chat.css")),
        ["/chat.js"] = ("text/javascript; charset=utf-8", Read("chat.js")),
        ["/icon.svg"] = ("image/svg+xml", Read("icon.svg")),
    };

    /// <summary>The file of a path; null where there is none.</summary>
    public static (string Type, byte[] Bytes)? Find(string path) => Files.TryGetValue(path, out var file) ? file : null;

    private static byte[] Read(string name)
    {
        using var stream = typeof(ServerAssets).Assembly.GetManifestResourceStream($"Serving/Assets/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
