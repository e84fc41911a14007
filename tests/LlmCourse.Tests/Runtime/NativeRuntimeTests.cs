using LlmCourse.Runtime;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Runtime;

public class NativeRuntimeTests
{
    [Fact]
    public void NativesLoadFromOurOwnFolder()
    {
        NativeRuntime.EnsureLoaded();
        Assert.Contains("native", NativeRuntime.Folder, StringComparison.Ordinal);
        using var sum = ones(2, 3).sum();
        Assert.Equal(6f, sum.item<float>());
    }
}
