using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>Tensors whose numbers C# can read and write where they lie.</summary>
internal static unsafe class PlainMemory
{
    /// <summary>True for float32 numbers in a row, in this processor's memory.</summary>
    public static bool Holds(Tensor tensor) => tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous();

    /// <summary>Where the numbers of such a tensor lie.</summary>
    public static float* PointerTo(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
