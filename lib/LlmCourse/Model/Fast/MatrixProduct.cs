using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LlmCourse.Runtime;

namespace LlmCourse.Model.Fast;

/// <summary>
/// Products of matrices in plain memory, on the calling thread alone: by <see cref="WideProduct"/> where that is faster, otherwise by the
/// function that libtorch itself calls. One object serves one thread.
/// </summary>
internal sealed unsafe class MatrixProduct : IDisposable
{
    private const int Intel = 0x756e6547; // "Genu" of GenuineIntel
    private static readonly delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void> Sgemm;
    private static readonly delegate* unmanaged<int, int> SetThreads;

    /// <summary>True where libtorch's library stays below what the processor can do: it uses 512 bits on Intel's own processors only.</summary>
    private static readonly bool IsWide = Vector512.IsHardwareAccelerated && Avx.IsSupported && X86Base.CpuId(0, 0).Ebx != Intel;

    private readonly WideProduct? wide = IsWide ? new WideProduct() : null;

    static MatrixProduct()
    {
        var path = OperatingSystem.IsLinux() && NativeRuntime.Folder is { } folder ? Path.Combine(folder, "libtorch_cpu.so") : "";
        if (File.Exists(path)
            && NativeLibrary.TryGetExport(NativeLibrary.Load(path), "sgemm_", out var sgemm)
            && NativeLibrary.TryGetExport(NativeLibrary.Load(path), "MKL_Set_Num_Threads_Local", out var setThreads))
        {
            Sgemm = (delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void>)sgemm;
            SetThreads = (delegate* unmanaged<int, int>)setThreads;
        }
    }

    /// <summary>True where there is a fast product on one thread.</summary>
    public static bool IsAvailable => IsWide || Sgemm is not null;

    /// <summary>Does the work with libtorch's library kept to the calling thread.</summary>
    public static void OnOneThread(Action work)
    {
        var before = SetThreads is null ? 0 : SetThreads(1);
        try
        {
            work();
        }
        finally
        {
            if (SetThreads is not null)
            {
                _ = SetThreads(before);
            }
        }
    }

    /// <summary>
    /// C = A·B, or C + A·B. [m, k] · [k, n] -> [m, n], C by rows of <paramref name="cRow"/> numbers. Element (i, p) of A lies at
    /// a[i·aRow + p·aColumn] and (p, j) of B at b[p·bRow + j·bColumn], and of each pair of steps one is 1.
    /// </summary>
    public void Multiply(int m, int n, int k, float* a, int aRow, int aColumn, float* b, int bRow, int bColumn, bool accumulate, float* c, int cRow)
    {
        if (wide is not null)
        {
            wide.Multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, accumulate, c, cRow);
            return;
        }

        // Fortran counts by columns, so it is told to compute Cᵀ = Bᵀ·Aᵀ.
        var (left, right) = ((byte)(bColumn == 1 ? 'N' : 'T'), (byte)(aColumn == 1 ? 'N' : 'T'));
        var (bStep, aStep) = (bColumn == 1 ? bRow : bColumn, aColumn == 1 ? aRow : aColumn);
        var (one, beta) = (1f, accumulate ? 1f : 0f);
        Sgemm(&left, &right, &n, &m, &k, &one, b, &bStep, a, &aStep, &beta, c, &cRow);
    }

    /// <summary>C = A·B where C is known to be symmetric, such as X·Xᵀ: hardly more than half the work. [n, k] · [k, n] -> [n, n], steps as in <see cref="Multiply"/>.</summary>
    public void Symmetric(int n, int k, float* a, int aRow, int aColumn, float* b, int bRow, int bColumn, float* c)
    {
        if (wide is not null)
        {
            wide.Multiply(n, n, k, a, aRow, aColumn, b, bRow, bColumn, false, c, n, symmetric: true);
        }
        else
        {
            Multiply(n, n, k, a, aRow, aColumn, b, bRow, bColumn, false, c, n);
        }
    }

    /// <summary>Y = X·Wᵀ, what a linear layer does. [n, inputs], [outputs, inputs] -> [n, outputs].</summary>
    public void Linear(int n, int inputs, int outputs, float* x, float* weight, bool accumulate, float* y) =>
        Multiply(n, outputs, inputs, x, inputs, 1, weight, 1, inputs, accumulate, y, outputs);

    /// <summary>dX = dY·W. [n, outputs], [outputs, inputs] -> [n, inputs].</summary>
    public void LinearInputGradient(int n, int inputs, int outputs, float* dy, float* weight, bool accumulate, float* dx) =>
        Multiply(n, inputs, outputs, dy, outputs, 1, weight, inputs, 1, accumulate, dx, inputs);

    /// <summary>dW += dYᵀ·X. [n, outputs], [n, inputs] -> [outputs, inputs].</summary>
    public void LinearWeightGradient(int n, int inputs, int outputs, float* dy, float* x, float* dw) =>
        Multiply(outputs, inputs, n, dy, 1, outputs, x, inputs, 1, true, dw, inputs);

    /// <inheritdoc/>
    public void Dispose() => wide?.Dispose();
}
