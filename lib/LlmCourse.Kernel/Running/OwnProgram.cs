namespace LlmCourse.Kernel.Running;

/// <summary>How to start this program again, whatever host runs it now: <c>dotnet run</c>, its own executable, a test.</summary>
internal static class OwnProgram
{
    /// <summary>The file to start, and the arguments that come before the program's own.</summary>
    public static (string File, string[] Arguments) Command
    {
        get
        {
            var assembly = typeof(OwnProgram).Assembly.Location;
            var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // <root>/shared/Microsoft.NETCore.App/<version>
            var muxer = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
            return (File.Exists(muxer) ? muxer : "dotnet", ["exec", assembly]);
        }
    }
}
