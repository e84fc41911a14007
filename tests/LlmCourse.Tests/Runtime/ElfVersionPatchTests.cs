using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class ElfVersionPatchTests
{
    [SkippableFact]
    public void OneFlagOfTheCopyChangesAndNothingElse()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux libraries carry symbol versions.");
        var original = File.ReadAllBytes(Path.Combine(NativeRuntime.Folder!, "libLibTorchSharp.so"));
        var patched = ElfVersionPatch.MakeWeak(original, "GLIBCXX_3.4.32");
        Assert.NotNull(patched);
        Assert.Equal(original.Length, patched.Length);
        Assert.Equal(1, original.Zip(patched).Count(pair => pair.First != pair.Second));
    }

    [SkippableFact]
    public void ALibraryThatDoesNotAskForTheVersionIsLeftAlone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux libraries carry symbol versions.");
        var library = File.ReadAllBytes(Path.Combine(NativeRuntime.Folder!, "libc10.so"));
        Assert.Null(ElfVersionPatch.MakeWeak(library, "GLIBCXX_9.9.99"));
    }

    [Fact]
    public void WhatIsNoElfFileIsRefused() =>
        Assert.Throws<InvalidDataException>(() => ElfVersionPatch.MakeWeak(new byte[100], "GLIBCXX_3.4.32"));
}
