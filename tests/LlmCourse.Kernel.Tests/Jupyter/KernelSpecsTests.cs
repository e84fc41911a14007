using System.Text.Json.Nodes;
using LlmCourse.Kernel.Commands;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>Installing and removing the kernel, through the command as a reader types it.</summary>
public sealed class KernelSpecsTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("course specs ").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Theory]
    [InlineData("fresh")]
    [InlineData("with spaces in its name")]
    public async Task InstallWritesSpecsThatStartThisProgramAndUninstallLeavesNothing(string folder)
    {
        var prefix = Path.Combine(home, folder);
        Assert.Equal(0, (await Run("install", "--prefix", prefix)).Code);
        var kernels = Path.Combine(prefix, "share", "jupyter", "kernels");
        Assert.Equal([".net-csharp", "llm-course-csharp"], Directory.GetDirectories(kernels).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(kernels, "llm-course-csharp", "kernel.json")))!;
        var argv = spec["argv"]!.AsArray().Select(word => (string)word!).ToList();
        Assert.True(Path.IsPathFullyQualified(argv[0]) && File.Exists(argv[0]), argv[0]);
        Assert.Equal(["kernel", "run", "{connection_file}"], argv[^3..]);
        Assert.Equal(("C# (LLM course)", "C#", "message"), ((string)spec["display_name"]!, (string)spec["language"]!, (string)spec["interrupt_mode"]!));
        Assert.Contains("llm-course-csharp", (await Run("list", "--prefix", prefix)).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await Run("install", "--prefix", prefix)).Code); // again
        Assert.Equal(0, (await Run("uninstall", "--prefix", prefix)).Code);
        Assert.Empty(Directory.GetFileSystemEntries(home));
    }

    [Fact]
    public async Task RemovingThemOneByOneLeavesNothingEither()
    {
        var prefix = Path.Combine(home, "p");
        await Run("install", "--prefix", prefix);
        Assert.Equal(0, (await Run("uninstall", "--prefix", prefix, "--name", "llm-course-csharp")).Code);
        Assert.Equal(0, (await Run("uninstall", "--prefix", prefix, "--name", ".net-csharp")).Code);
        Assert.Empty(Directory.GetFileSystemEntries(home));
    }

    [Fact]
    public async Task WhatWasThereBeforeStays()
    {
        var kernels = Directory.CreateDirectory(Path.Combine(home, "share", "jupyter", "kernels"));
        await Run("install", "--prefix", home);
        await Run("uninstall", "--prefix", home);
        Assert.True(kernels.Exists);
        Assert.Empty(kernels.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("{\"argv\":[\"python\"],\"display_name\":\"Mine\",\"language\":\"C#\"}")]
    [InlineData("{\"argv\":[\"x\"],\"metadata\":5}")]
    [InlineData("not even JSON")]
    public async Task AKernelspecThatIsNotOursIsNeitherOverwrittenNorRemoved(string foreign)
    {
        foreach (var name in (string[])["llm-course-csharp", ".net-csharp"])
        {
            var file = Path.Combine(home, "share", "jupyter", "kernels", name, "kernel.json");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, foreign);
        }

        var (code, _, error) = await Run("install", "--prefix", home);
        Assert.Equal(2, code);
        Assert.Contains("--name", error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("uninstall", "--prefix", home, "--name", "llm-course-csharp")).Code);
        Assert.Equal(0, (await Run("uninstall", "--prefix", home)).Code);
        Assert.All(Directory.GetFiles(home, "kernel.json", SearchOption.AllDirectories), file => Assert.Equal(foreign, File.ReadAllText(file)));
        Assert.Equal(2, Directory.GetFiles(home, "kernel.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task WherePolyglotNotebooksIsInstalledItsNameIsLeftToIt()
    {
        var file = Path.Combine(home, "share", "jupyter", "kernels", ".net-csharp", "kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "{}");
        var (code, output, _) = await Run("install", "--prefix", home);
        Assert.Equal(0, code);
        Assert.Contains("choose 'C# (LLM course)'", output, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task ANameThatIsNoneIsRefused(string name)
    {
        Assert.Equal(2, (await Run("install", "--prefix", home, "--name", name)).Code);
        Assert.Empty(Directory.GetFileSystemEntries(home));
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CourseCommand.InvokeAsync(["kernel", .. words], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
