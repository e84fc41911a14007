namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>One kernel for the tests that leave it alive.</summary>
public sealed class SharedKernel : IDisposable
{
    public KernelProcess Process { get; } = new();

    public void Dispose() => Process.Dispose();
}
