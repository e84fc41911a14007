using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LlmCourse.Runtime;

/// <summary>
/// Loads libtorch before the first use of a TorchSharp type, by full path: neither the host's probing nor another
/// libtorch on the machine can then get in the way. The libraries lie once in <c>artifacts/native/&lt;rid&gt;</c>. (Chapter 00.)
/// </summary>
public static partial class NativeRuntime
{
    private const string NeededVersion = "GLIBCXX_3.4.32";
    private const string OneDnnLimit = "ONEDNN_MAX_CPU_ISA";

    private static readonly Lock Gate = new();
    private static bool tried;

    /// <summary>The folder that the natives were loaded from, or null when they were not loaded.</summary>
    public static string? Folder { get; private set; }

    /// <summary>True where TorchSharp's library had to be copied and patched for an older libstdc++.</summary>
    public static bool Patched { get; private set; }

    /// <summary>Why the natives did not load, in one sentence with advice; null when they did.</summary>
    public static string? Failure { get; private set; }

    /// <summary>Makes sure that TorchSharp can be used.</summary>
    /// <exception cref="InvalidOperationException">The natives cannot be loaded; the message says why and what to do.</exception>
    public static void EnsureLoaded()
    {
        Load();
        if (Failure is not null)
        {
            throw new InvalidOperationException(Failure);
        }
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp's types load natives in their static constructors; only a module initializer runs before all of them, in every host.")]
    internal static void Load()
    {
        lock (Gate)
        {
            if (tried)
            {
                return;
            }

            tried = true;
            try
            {
                Folder = LoadFrom(FindFolder());
            }
            catch (Exception problem) when (problem is IOException or DllNotFoundException or BadImageFormatException
                or InvalidDataException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                Failure = problem.Message;
            }
        }
    }

    private static (string Rid, string Prefix, string Suffix) Platform => (RuntimeInformation.OSArchitecture, true) switch
    {
        (Architecture.X64, _) when OperatingSystem.IsLinux() => ("linux-x64", "lib", ".so"),
        (Architecture.X64, _) when OperatingSystem.IsWindows() => ("win-x64", "", ".dll"),
        (Architecture.Arm64, _) when OperatingSystem.IsMacOS() => ("osx-arm64", "lib", ".dylib"),
        _ => throw new PlatformNotSupportedException(
            $"TorchSharp has no natives for {RuntimeInformation.RuntimeIdentifier}; use Windows x64, Linux x64 or macOS arm64."),
    };

    /// <summary>Walks up from the assembly to the nearest <c>native/&lt;rid&gt;</c> (a build) or <c>runtimes/&lt;rid&gt;/native</c> (a publish).</summary>
    private static string FindFolder()
    {
        var (rid, prefix, suffix) = Platform;
        var start = Path.GetDirectoryName(typeof(NativeRuntime).Assembly.Location);
        start = string.IsNullOrEmpty(start) ? AppContext.BaseDirectory : start;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            string[] candidates =
            [
                Path.Combine(folder.FullName, "native", rid),
                Path.Combine(folder.FullName, "runtimes", rid, "native"),
                folder.FullName,
            ];
            string[] needed = [$"{prefix}torch_cpu{suffix}", $"{prefix}LibTorchSharp{suffix}"];
            if (candidates.FirstOrDefault(c => needed.All(name => File.Exists(Path.Combine(c, name)))) is { } found)
            {
                return found;
            }
        }

        throw new FileNotFoundException(
            $"libtorch for {rid} was not found above {start}; run 'dotnet build course.sln', which links it into artifacts/native/{rid}.");
    }

    private static string LoadFrom(string folder)
    {
        try
        {
            LoadAll(folder);
            return folder;
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException or InvalidDataException or ArgumentException)
        {
            var reason = problem.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd('\r', '.'); // the lines before it are general advice
            throw new DllNotFoundException(
                $"libtorch in {folder} could not be loaded: {reason}. Delete that folder and run 'dotnet build course.sln', which links it anew.", problem);
        }
    }

    private static void LoadAll(string folder)
    {
        var (_, prefix, suffix) = Platform;
        string PathOf(string name) => Path.Combine(folder, prefix + name + suffix);

        // The order of their dependencies; CUDA's are there only in a CUDA build.
        string[] names = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch", "LibTorchSharp"];
        foreach (var path in names.Select(PathOf).Where(path => OperatingSystem.IsLinux() && File.Exists(path)))
        {
            ElfVersionPatch.RequireWhole(path);
        }

        KeepOneDnnFrom512Bits();
        foreach (var path in names[..^1].Select(PathOf).Where(File.Exists))
        {
            NativeLibrary.Load(path);
        }

        if (!NativeLibrary.TryLoad(PathOf("LibTorchSharp"), out _))
        {
            LoadPatched(PathOf("LibTorchSharp"));
        }
    }

    /// <summary>
    /// libtorch gives an LSTM to oneDNN, whose 512-bit version (3.7.1) leaves zeros where a small batch meets a width like 8 or 40. Its 256-bit version
    /// is right. oneDNN reads the variable from the C library's environment, of which .NET has only a copy; what the user set stays.
    /// </summary>
    private static void KeepOneDnnFrom512Bits()
    {
        if (Environment.GetEnvironmentVariable(OneDnnLimit) is not null)
        {
            return;
        }

        Environment.SetEnvironmentVariable(OneDnnLimit, "AVX2");
        if (OperatingSystem.IsLinux())
        {
            _ = SetInC(OneDnnLimit, "AVX2", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetInC(string name, string value, int overwrite);

    /// <summary>Loads a copy of TorchSharp's library that no longer insists on a libstdc++ newer than the system's.</summary>
    private static void LoadPatched(string original)
    {
        var patched = OperatingSystem.IsLinux() ? ElfVersionPatch.MakeWeak(File.ReadAllBytes(original), NeededVersion) : null;
        if (patched is null)
        {
            NativeLibrary.Load(original); // throws with the system's own reason
            return;
        }

        var copy = WriteOnce(patched, Path.GetFileName(original), Path.GetDirectoryName(original)!);
        try
        {
            NativeLibrary.Load(copy);
            Patched = true;
        }
        catch (DllNotFoundException problem)
        {
            throw new PlatformNotSupportedException(
                $"TorchSharp needs a libstdc++ with {NeededVersion} (GCC 13.2); this system has {SystemLibstdcxx()}, and a copy patched to do without "
                + $"({copy}) did not load either: {problem.Message}. Use Debian 12, Ubuntu 22.04 or newer.", problem);
        }
    }

    /// <summary>Writes the bytes under a name of their own hash, so that two processes at once, or two versions, do not meet.</summary>
    private static string WriteOnce(byte[] bytes, string name, string preferredFolder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        string[] folders = [Path.Combine(preferredFolder, "patched"), Path.Combine(Path.GetTempPath(), "llm-course-natives")];
        IOException? failure = null;
        foreach (var folder in folders)
        {
            var target = Path.Combine(folder, hash, name);
            try
            {
                if (!File.Exists(target) || new FileInfo(target).Length != bytes.Length)
                {
                    AtomicFile.Write(target, file => file.Write(bytes));
                }

                return target;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                failure = new IOException(
                    $"A patched copy of {name} could not be written to {folder}: {problem.Message} Make the folder writable, or set TMPDIR to one that is.", problem);
            }
        }

        throw failure!;
    }

    /// <summary>The newest GLIBCXX version that the system's libstdc++ names, for messages.</summary>
    internal static string SystemLibstdcxx()
    {
        string[] usual = ["/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/usr/lib64/libstdc++.so.6", "/lib64/libstdc++.so.6"];
        if (usual.FirstOrDefault(File.Exists) is not { } path)
        {
            return "none in the usual folders";
        }

        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
        var newest = System.Text.RegularExpressions.Regex.Matches(text, @"GLIBCXX_(\d+\.\d+(?:\.\d+)?)")
            .Select(m => Version.Parse(m.Groups[1].Value)).DefaultIfEmpty(new Version(0, 0)).Max();
        return $"GLIBCXX_{newest} ({path})";
    }
}
