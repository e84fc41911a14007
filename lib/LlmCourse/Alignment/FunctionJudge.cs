using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LlmCourse.Alignment;

/// <summary>
/// Tests functions that a model wrote, whatever they are: they run in a process of their own, which may use so much memory and so much of a processor's
/// time, and compiles nothing that could reach files, threads or the network. When one breaks a limit the process ends, the function has failed, and the
/// next one gets a new process. (Chen et al. 2021, section 2.3, for the idea; chapter 10.)
/// </summary>
public sealed class FunctionJudge : IDisposable
{
    /// <summary>The hidden command of the program <c>course</c> that runs functions: a line of JSON in, two lines out.</summary>
    public const string Command = "run-functions";

    /// <summary>What the process says when a function is compiled and its tests begin.</summary>
    public const string Compiled = "compiled";

    /// <summary>What is said of a function that wants more memory than there is.</summary>
    public const string OutOfMemory = "It needs more memory than it may have.";

    private static readonly TimeSpan WaitBetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // for a process that neither works nor ends

    private readonly string program;
    private Process? process;
    private bool worksTooLong;

    /// <summary>Prepares the judge; the process is started when the first function comes.</summary>
    /// <param name="program">Where the program <c>course.dll</c> lies; null looks beside this library.</param>
    /// <exception cref="FileNotFoundException">It is not there; the message says how to build it.</exception>
    public FunctionJudge(string? program = null) => this.program = program ?? FindProgram();

    /// <summary>How long a processor may work on the tests of one function.</summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How much memory the process may have for its objects, the compiler's included, in megabytes.</summary>
    public int Megabytes { get; init; } = 256;

    /// <summary>Compiles a function and runs its tests.</summary>
    public FunctionVerdict Judge(FunctionTask task)
    {
        process ??= Start();
        Send(task.ToJson());
        var answer = Hear(TimeSpan.MaxValue);
        if (answer == Compiled)
        {
            answer = Hear(UsedProcessorTime() + ProcessorTime);
        }

        var verdict = answer is null ? FunctionVerdict.Wrong(WhyItIsSilent()) : FunctionVerdict.FromJson(answer);
        if (answer is null || verdict.Reason == OutOfMemory)
        {
            Stop(); // the next function gets a process that nothing has happened to
        }

        return verdict;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private Process Start()
    {
        var start = new ProcessStartInfo(DotnetProgram(), ["exec", program, Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = (Megabytes * 1024L * 1024).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var started = Process.Start(start)!;
        started.ErrorDataReceived += (_, _) => { }; // the stack of one that overflowed is of no use to anybody
        started.BeginErrorReadLine();
        return started;
    }

    private void Send(string line)
    {
        try
        {
            process!.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended, and will be silent.
        }
    }

    /// <summary>The next line that the process says; null when it has ended, or has worked for longer than this.</summary>
    private string? Hear(TimeSpan processorTime)
    {
        worksTooLong = false;
        var (line, waiting) = (process!.StandardOutput.ReadLineAsync(), Stopwatch.StartNew());
        while (!line.Wait(WaitBetweenLooks))
        {
            if (UsedProcessorTime() > processorTime || waiting.Elapsed > Patience)
            {
                worksTooLong = true;
                return null;
            }
        }

        return line.Result;
    }

    private TimeSpan UsedProcessorTime()
    {
        try
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return TimeSpan.Zero; // it has ended, and its last line says how far it came
        }
    }

    private string WhyItIsSilent() => worksTooLong
        ? string.Create(CultureInfo.InvariantCulture, $"It did not end within {ProcessorTime.TotalSeconds:0.#} seconds of a processor's work.")
        : "It brought its process to an end, by calling itself without end for instance.";

    private void Stop()
    {
        try
        {
            process?.Kill(entireProcessTree: true);
            process?.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }

        process?.Dispose();
        process = null;
    }

    private static string DotnetProgram()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // <root>/shared/Microsoft.NETCore.App/<version>
        var program = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(program) ? program : "dotnet";
    }

    private static string FindProgram()
    {
        var path = Path.Combine(Path.GetDirectoryName(typeof(FunctionJudge).Assembly.Location) ?? "", "course.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The program that runs functions is not at {path}; run 'dotnet build course.sln' first, and use the library that lies beside it.");
    }
}
