using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LlmCourse.Data;
using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Kernel.Health;

/// <summary>Looks at everything that the course needs of a machine. Each check says what is there and, where needed, what to do.</summary>
public static class Doctor
{
    private const double Giga = 1e9;
    private const double NeededMemory = 2 * Giga;
    private const double LeastMemory = 0.7 * Giga;
    private const double NeededDisk = 1 * Giga;
    private const double LeastDisk = 0.1 * Giga;

    /// <summary>All checks, in the order in which a reader wants them.</summary>
    public static IEnumerable<Finding> Examine(CourseFolder course)
    {
        ArgumentNullException.ThrowIfNull(course);
        yield return Sdk(RunningSdks());
        yield return new Finding("runtime", $".NET {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}");
        yield return Natives();
        yield return Cpu();
        yield return Threads(Environment.ProcessorCount, LoadAverage(), NativeRuntime.Failure is null ? ComputeThreads.Choose().Reason : null);
        var (total, available) = Memory();
        yield return Memory(total, available);
        yield return Disk(course.Root, new DriveInfo(course.Root).AvailableFreeSpace);
        yield return Output(course.Output);
        yield return Gpu();
        yield return Data();
    }

    /// <summary>Whether an SDK that can build the course is installed; it already runs, so a missing one is only advice.</summary>
    public static Finding Sdk(IReadOnlyList<string> installed) =>
        installed.Any(v => int.TryParse(v.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= 10)
            ? new Finding("SDK", string.Join(", ", installed))
            : new Finding("SDK", installed.Count == 0 ? "none found" : string.Join(", ", installed), Severity.Advice,
                "The course is built with .NET SDK 10; install it from https://dotnet.microsoft.com/download.");

    /// <summary>Whether the machine has cores to spare.</summary>
    /// <param name="cores">The processors that this process may use.</param>
    /// <param name="load">The mean number of running processes over a minute; null where the system does not tell.</param>
    /// <param name="choice">How many threads libtorch would use now, and why.</param>
    public static Finding Threads(int cores, double? load, string? choice = null)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{cores} processors{(load is null ? "" : $", load {load:0.0}")}{(choice is null ? "" : $"; libtorch would use {choice.TrimEnd('.')}")}");
        return load > 0.6 * cores
            ? new Finding("threads", text, Severity.Advice,
                "The machine is busy: the numbers stay the same, but waiting takes longer and timings mean little; close other programs or wait.")
            : new Finding("threads", text);
    }

    /// <summary>Whether a chapter fits into memory.</summary>
    public static Finding Memory(double total, double available)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{available / Giga:0.0} GB free of {total / Giga:0.0} GB");
        return total < LeastMemory
            ? new Finding("memory", text, Severity.Fatal, "A chapter needs up to 2 GB; use a machine, or give the container, at least 4 GB.")
            : available < NeededMemory
                ? new Finding("memory", text, Severity.Advice, "A chapter needs up to 2 GB; close other programs, or run single chapters in the smoke profile.")
                : new Finding("memory", text);
    }

    /// <summary>Whether outputs, data and checkpoints fit on the disk.</summary>
    public static Finding Disk(string folder, double free)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / Giga:0.0} GB free at {folder}");
        return free < LeastDisk ? new Finding("disk", text, Severity.Fatal, "Outputs do not fit; free at least 1 GB.")
            : free < NeededDisk ? new Finding("disk", text, Severity.Advice, "Data and checkpoints may not fit; free at least 1 GB.")
            : new Finding("disk", text);
    }

    private static Finding Natives()
    {
        try
        {
            NativeRuntime.EnsureLoaded();
            using var three = torch.ones(3).sum();
            var patched = NativeRuntime.Patched ? "; TorchSharp's library was patched for this system's older libstdc++, which is fine" : "";
            return three.ToSingle() == 3
                ? new Finding("natives", $"libtorch {torch.__version__} from {NativeRuntime.Folder}{patched}")
                : new Finding("natives", "libtorch computes 1 + 1 + 1 wrongly", Severity.Fatal, "Build the course again: dotnet build course.sln.");
        }
        catch (Exception problem) when (problem is InvalidOperationException or TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            return new Finding("natives", "libtorch does not load", Severity.Fatal, problem.GetBaseException().Message);
        }
    }

    private static Finding Cpu()
    {
        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        var text = $"{CpuName()}, vectors of {width} bits{(Fma.IsSupported ? ", FMA" : "")}";
        return width >= 256 || RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? new Finding("CPU", text)
            : new Finding("CPU", text, Severity.Advice, "Without AVX2 training is several times slower than the chapters say; a newer machine helps.");
    }

    private static Finding Data()
    {
        try
        {
            var store = DatasetStore.Default;
            var missing = store.Manifest.Datasets.Where(entry => !store.TryFind(entry.Name, out _)).Select(entry => entry.Name).ToList();
            return missing.Count == 0
                ? new Finding("data", $"all {store.Manifest.Datasets.Count} data sets are here")
                : new Finding("data", $"not here: {string.Join(", ", missing)}", Severity.Advice, store.HowToGet(missing[0]) + " Chapters go on with the course's own text without it.");
        }
        catch (Exception problem) when (problem is DatasetException or IOException)
        {
            return new Finding("data", "the list of data sets cannot be read", Severity.Advice, problem.Message);
        }
    }

    private static Finding Output(string folder)
    {
        try
        {
            OutputFolder.MakeWritable(folder);
            return new Finding("output", folder);
        }
        catch (UsageException problem)
        {
            return new Finding("output", folder, Severity.Advice, problem.Message);
        }
    }

    private static Finding Gpu()
    {
        if (NativeRuntime.Failure is null && torch.cuda.is_available())
        {
            return new Finding("GPU", $"{torch.cuda.device_count()} CUDA device(s)");
        }

        return Directory.Exists("/proc/driver/nvidia") || File.Exists(Path.Combine(Environment.SystemDirectory, "nvidia-smi.exe"))
            ? new Finding("GPU", "an NVIDIA GPU that the CPU build of libtorch does not use", Severity.Advice,
                "The full profile can use it after: dotnet build course.sln -p:CourseCuda=true (about 3 GB to download).")
            : new Finding("GPU", "none; no chapter needs one");
    }

    private static string[] RunningSdks()
    {
        try
        {
            using var dotnet = Process.Start(new ProcessStartInfo("dotnet", ["--list-sdks"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            var lines = dotnet!.StandardOutput.ReadToEnd();
            dotnet.WaitForExit();
            return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or IOException)
        {
            return [];
        }
    }

    private static string CpuName()
    {
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}";
    }

    private static double? LoadAverage() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : null;

    private static (double Total, double Available) Memory()
    {
        var limits = GC.GetGCMemoryInfo();
        double total = limits.TotalAvailableMemoryBytes; // what a container allows, where there is one
        var line = File.Exists("/proc/meminfo")
            ? File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal))
            : null;
        var available = line is null
            ? total - limits.MemoryLoadBytes
            : 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return (total, Math.Min(total, available));
    }
}
