using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>Tensor operations that answer a mistake with a sentence.</summary>
public static class TensorMath
{
    /// <summary>
    /// The matrix product [..., n, k] · [..., k, m] -> [..., n, m], batches broadcast. TorchSharp's own <c>matmul</c> ends the
    /// whole process on shapes or types that do not fit; this one throws.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes or types do not fit; the message names both.</exception>
    public static Tensor MatMul(Tensor left, Tensor right)
    {
        var (a, b) = (left.shape, right.shape);
        var shapes = $"[{string.Join(", ", a)}] and [{string.Join(", ", b)}]";
        if (a.Length == 0 || b.Length == 0)
        {
            throw new ArgumentException($"MatMul needs at least one dimension on each side, but the shapes are {shapes}.");
        }

        var inner = b.Length == 1 ? b[0] : b[^2];
        if (a[^1] != inner)
        {
            throw new ArgumentException($"MatMul needs the last size of the left side ({a[^1]}) to equal the {(b.Length == 1 ? "only" : "second to last")} size of the right side ({inner}), but the shapes are {shapes}.");
        }

        for (var i = 3; i <= Math.Min(a.Length, b.Length); i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1)
            {
                throw new ArgumentException($"MatMul needs batch sizes that are equal or 1, but {a[^i]} meets {b[^i]} in the shapes {shapes}.");
            }
        }

        if (left.dtype != right.dtype || left.device_type != right.device_type)
        {
            throw new ArgumentException($"MatMul needs one type on one device, but got {left.dtype} on {left.device} and {right.dtype} on {right.device}.");
        }

        return left.matmul(right);
    }
}
