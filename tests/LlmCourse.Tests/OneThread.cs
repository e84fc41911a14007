using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Tests;

/// <summary>Test classes run beside each other; libtorch's own threads would only fight over the same cores.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must happen before the first test, whichever that is.")]
    internal static void Set()
    {
        NativeRuntime.EnsureLoaded();
        torch.set_num_threads(1);
    }
}
