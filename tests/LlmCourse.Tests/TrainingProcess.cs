using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmCourse.Tests;

/// <summary>The training host, started as a process of its own.</summary>
internal sealed class TrainingProcess : IDisposable
{
    public const string Host = "LlmCourse.TrainingHost";
    private readonly Process process;

    public TrainingProcess(string checkpoint, int steps, string? folder = null, string? libraryPath = null, bool reinforces = false)
    {
        var start = new ProcessStartInfo(DotNet)
        {
            ArgumentList = { "exec", Path.Combine(folder ?? Folder, $"{Host}.dll"), checkpoint, steps.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (reinforces)
        {
            start.ArgumentList.Insert(2, "ppo");
        }

        if (libraryPath is not null)
        {
            start.Environment["LD_LIBRARY_PATH"] = libraryPath;
        }

        process = Process.Start(start)!;
    }

    /// <summary>Where the host was built: beside this test project.</summary>
    public static string Folder { get; } = AppContext.BaseDirectory.Replace("LlmCourse.Tests", Host, StringComparison.Ordinal);

    public int Id => process.Id;

    /// <summary>The step that the process goes on from; null while it has not told.</summary>
    public int? StartedFrom { get; private set; }

    /// <summary>The folder of its natives.</summary>
    public string? Natives { get; private set; }

    /// <summary>What it told of each step: the number, then the losses in full.</summary>
    public Dictionary<int, string> Steps { get; } = [];

    /// <summary>Lets it go on by that many steps, so that it cannot run away from a test that waits for a processor.</summary>
    public void Allow(int steps)
    {
        process.StandardInput.Write(new string('.', steps));
        process.StandardInput.Flush();
    }

    /// <summary>Reads one line of what it tells; false when there is no more.</summary>
    public bool Read()
    {
        var line = process.StandardOutput.ReadLine();
        switch (line?.Split(' ', 3))
        {
            case null:
                return false;
            case ["natives", ..]:
                Natives = line["natives ".Length..];
                break;
            case ["from", var step]:
                StartedFrom = int.Parse(step, CultureInfo.InvariantCulture);
                break;
            case ["step", var step, var losses] when line.EndsWith('.'): // a killed process may leave half a line
                Steps[int.Parse(step, CultureInfo.InvariantCulture)] = losses;
                break;
        }

        return true;
    }

    /// <summary>Kills it without any warning (SIGKILL), and reads what it had told.</summary>
    public void Kill()
    {
        process.Kill();
        Finish();
    }

    /// <summary>Lets it go on to its end, and waits for that.</summary>
    public (int ExitCode, string Error) Finish()
    {
        process.StandardInput.Close();
        while (Read())
        {
        }

        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.TrimEnd());
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    /// <summary>The program that runs this very test: <c>dotnet</c>, three folders above the runtime's own.</summary>
    public static string DotNet => Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
