using LlmCourse.Model.Fast;
using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// <see cref="Muon"/>'s step in plain memory: each matrix goes through the whole iteration on one worker, so that the workers meet once a
/// step.
/// </summary>
internal sealed unsafe class FastMuon : IDisposable
{
    private readonly List<Part> parts = [];
    private readonly List<MatrixProduct> products = [];
    private readonly FloatArena arena = new();
    private readonly List<nint> memories = [];
    private readonly long largest;
    private readonly long widest;

    /// <summary>Prepares the step for matrices with their momenta; queries, keys and values are three in one.</summary>
    public FastMuon(IEnumerable<(Parameter Weights, Tensor Momentum, int Count)> matrices)
    {
        foreach (var (weights, momentum, count) in matrices)
        {
            var columns = (int)weights.shape[^1];
            var rows = (int)(weights.numel() / columns / count);
            parts.AddRange(Enumerable.Range(0, count).Select(i => new Part(weights, momentum, (long)i * rows * columns, rows, columns)));
        }

        parts = [.. parts.OrderByDescending(part => part.Cost)]; // the workers take them in turn, and so get equal work
        largest = parts.Max(part => (long)part.Rows * part.Columns);
        widest = parts.Max(part => (long)Math.Min(part.Rows, part.Columns));
    }

    /// <summary>True where a step can be done so.</summary>
    public static bool Supports(Tensor tensor) => MatrixProduct.IsAvailable && PlainMemory.Holds(tensor);

    /// <summary>Moves every matrix: momentum, orthogonal direction, weight decay and step.</summary>
    public void Step(double rate, double decay, double momentum, double gradientScale)
    {
        var workers = Math.Min(get_num_threads(), parts.Count);
        while (products.Count < workers)
        {
            products.Add(new MatrixProduct());
            memories.Add((nint)arena.Take((2 * largest) + (2 * widest * widest)));
        }

        var places = parts.ConvertAll(part => (
            Weights: (nint)(PlainMemory.PointerTo(part.Weights) + part.Offset),
            Gradient: (nint)(PlainMemory.PointerTo(part.Weights.grad ?? throw new InvalidOperationException("A matrix has no gradient; call backward() before the step.")) + part.Offset),
            Momentum: (nint)(PlainMemory.PointerTo(part.Momentum) + part.Offset)));
        Workers.Run(workers, worker => MatrixProduct.OnOneThread(() =>
        {
            for (var i = worker; i < parts.Count; i += workers)
            {
                var (weights, gradient, mean) = places[i];
                StepOne(products[worker], parts[i], (float*)memories[worker], (float*)weights, (float*)gradient, (float*)mean, rate, decay, momentum, (float)gradientScale);
            }
        }));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        products.ForEach(product => product.Dispose());
        arena.Dispose();
    }

    private void StepOne(MatrixProduct product, Part part, float* x, float* weights, float* gradient, float* mean, double rate, double decay, double momentum, float gradientScale)
    {
        var (rows, columns) = (part.Rows, part.Columns);
        var (keep, look) = ((float)(1 - momentum), (float)momentum);
        var (down, across) = rows > columns ? (1, rows) : (columns, 1); // tall matrices are turned
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var i = (row * columns) + column;
                var g = gradient[i] * gradientScale;
                mean[i] += keep * (g - mean[i]);
                x[(row * down) + (column * across)] = g + (look * (mean[i] - g));
            }
        }

        Orthogonalize(product, x, Math.Min(rows, columns), Math.Max(rows, columns));
        var (stay, step) = ((float)(1 - (rate * decay)), (float)(rate * Math.Sqrt(Math.Max(1, rows / (double)columns))));
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var i = (row * columns) + column;
                weights[i] = (stay * weights[i]) - (step * x[(row * down) + (column * across)]);
            }
        }
    }

    /// <summary>The quintic iteration of <see cref="Muon.Orthogonalize"/>, in place. [rows, columns], rows at most columns.</summary>
    private void Orthogonalize(MatrixProduct product, float* x, int rows, int columns)
    {
        float* y = x + largest, a = y + largest, square = a + (widest * widest);
        var count = rows * columns;
        VectorMath.Scale(x, count, (float)(1 / (Math.Sqrt(VectorMath.SumOfSquares(x, count)) + 1e-7)));
        for (var i = 0; i < Muon.Iterations; i++)
        {
            product.Symmetric(rows, columns, x, columns, 1, x, 1, columns, a);                           // A = X·Xᵀ
            product.Symmetric(rows, rows, a, rows, 1, a, rows, 1, square);                               // A²
            VectorMath.Combine(Muon.B, a, Muon.C, square, rows * rows);                                  // b·A + c·A²
            product.Multiply(rows, columns, rows, square, rows, 1, x, columns, 1, false, y, columns);
            VectorMath.Combine(1, y, Muon.A, x, count);                                                  // a·X + (b·A + c·A²)·X
        }
    }

    private sealed record Part(Parameter Weights, Tensor Momentum, long Offset, int Rows, int Columns)
    {
        public double Cost => Math.Pow(Math.Min(Rows, Columns), 2) * ((2.0 * Math.Max(Rows, Columns)) + Math.Min(Rows, Columns));
    }
}
