using System.ComponentModel;
using System.Diagnostics;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

/// <summary>What lies elsewhere on the machine must neither be loaded nor be missed.</summary>
public class ForeignNativesTests
{
    private static readonly string[] Names = ["libtorch_cpu.so", "libtorch.so", "libc10.so", "libLibTorchSharp.so"];

    [SkippableFact]
    public void AnotherLibtorchOnTheLibraryPathDoesNotWin()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has LD_LIBRARY_PATH.");
        using var folder = new TemporaryFolder();
        foreach (var name in Names)
        {
            File.WriteAllText(folder[name], "This is no library, and whoever loads it fails.");
        }

        AssertTrainsWithOurs(folder);
    }

    [SkippableFact]
    public void AnotherLibtorchThatLoadsWithoutComplaintDoesNotWinEither()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has LD_LIBRARY_PATH.");
        using var folder = new TemporaryFolder();
        Skip.IfNot(Names.All(name => BuildEmptyLibrary(folder[name])), "There is no C compiler to make an empty library with.");
        AssertTrainsWithOurs(folder);
    }

    [Fact]
    public void MissingNativesAreToldInOneSentence()
    {
        using var folder = new TemporaryFolder();
        CopyHost(folder);
        var rid = Path.GetFileName(NativeRuntime.Folder);
        using var process = new TrainingProcess(folder["model.safetensors"], steps: 1, folder.Path);
        var expected = $"libtorch for {rid} was not found above {folder.Path}; run 'dotnet build course.sln', which links it into artifacts/native/{rid}.";
        Assert.Equal((1, expected), process.Finish());
        Assert.False(File.Exists(folder["model.safetensors"]));
    }

    [SkippableTheory]
    [InlineData("libtorch_cpu.so", 1_000_000, "libtorch_cpu.so has 1000000 bytes, but should have at least [0-9]+")]
    [InlineData("libLibTorchSharp.so", 1_000_000, "libLibTorchSharp.so has 1000000 bytes, but should have at least [0-9]+")]
    [InlineData("libc10.so", 10, @"libc10.so is no 64-bit little-endian ELF library")]
    public void AnInterruptedCopyOfTheNativesIsToldInOneSentence(string name, int bytes, string reason)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere symbolic links need rights of their own, and copies of the natives too much space.");
        using var folder = new TemporaryFolder();
        CopyHost(folder);
        foreach (var native in Directory.GetFiles(NativeRuntime.Folder!).Where(native => Path.GetFileName(native) != name))
        {
            File.CreateSymbolicLink(folder[Path.GetFileName(native)], native);
        }

        using (var original = File.OpenRead(Path.Combine(NativeRuntime.Folder!, name)))
        {
            var start = new byte[bytes];
            original.ReadExactly(start);
            File.WriteAllBytes(folder[name], start);
        }

        using var process = new TrainingProcess(folder["model.safetensors"], steps: 1, folder.Path);
        var (exitCode, error) = process.Finish();
        Assert.Equal(1, exitCode);
        Assert.Matches(
            $@"^libtorch in {folder.Path} could not be loaded: {reason}\. Delete that folder and run 'dotnet build course\.sln', which links it anew\.$",
            error);
    }

    private static void CopyHost(TemporaryFolder folder)
    {
        foreach (var file in Directory.GetFiles(TrainingProcess.Folder))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }
    }

    private static void AssertTrainsWithOurs(TemporaryFolder libraryPath)
    {
        using var process = new TrainingProcess(libraryPath["model.safetensors"], steps: 2, libraryPath: libraryPath.Path);
        Assert.Equal((0, ""), process.Finish());
        Assert.Equal(NativeRuntime.Folder, process.Natives);
        Assert.Equal([1, 2], process.Steps.Keys);
    }

    private static bool BuildEmptyLibrary(string path)
    {
        try
        {
            using var compiler = Process.Start("gcc", ["-shared", "-nostdlib", $"-Wl,-soname,{Path.GetFileName(path)}", "-o", path, "-x", "c", "/dev/null"]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
