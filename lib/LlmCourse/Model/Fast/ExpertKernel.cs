using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>
/// <see cref="MixtureOfExperts"/>' batched dispatch in plain memory: rows sorted by expert, each expert's products one after another on one
/// worker, and no tensor for each of them. What many small experts cost beyond their arithmetic then no longer matters. (Chapter 09.)
/// </summary>
internal sealed unsafe class ExpertKernel(ActivationKind activation, int? workers = null) : IDisposable
{
    private readonly List<MatrixProduct> products = [];

    private int Workers => workers ?? get_num_threads();

    /// <summary>True where the kernel can work on a tensor with an activation.</summary>
    public static bool Supports(Tensor tokens, ActivationKind activation) => MatrixProduct.IsAvailable
        && activation is ActivationKind.Gelu or ActivationKind.SquaredRelu or ActivationKind.SwiGlu
        && PlainMemory.Holds(tokens);

    /// <summary>From tokens to the weighted sum of what their experts say, with what the backward pass needs. [N, C], [N, K] -> [N, C].</summary>
    public (Tensor Mixed, ExpertRows Kept) Forward(Tensor tokens, Tensor gates, ExpertMatrices matrices, ExpertRouting routing)
    {
        var (C, S, choices) = ((int)tokens.shape[1], (int)matrices.Up.shape[1], routing.KeptChoices());
        var rows = ExpertRows.Create(choices.Length, C, S, activation == ActivationKind.SwiGlu);
        var (at, weights) = (rows.Pointers(), matrices.Pointers());
        var x = PlainMemory.PointerTo(tokens);
        ForEachExpert(routing, (product, expert, begin, count) =>
        {
            for (var row = begin; row < begin + count; row++)
            {
                VectorMath.Copy(x + ((long)choices[row] / routing.Active * C), at.Input + ((long)row * C), C);
            }

            float* input = at.Input + ((long)begin * C), up = at.Up + ((long)begin * S), hidden = at.Hidden + ((long)begin * S);
            product.Linear(count, C, S, input, weights.Up + ((long)expert * S * C), false, up);
            if (at.Gate is null)
            {
                ActivationKernel.Forward(activation, up, hidden, count * S);
            }
            else
            {
                product.Linear(count, C, S, input, weights.Gate + ((long)expert * S * C), false, at.Gate + ((long)begin * S));
                ActivationKernel.ForwardGated(up, at.Gate + ((long)begin * S), hidden, count * S);
            }

            product.Linear(count, S, C, hidden, weights.Down + ((long)expert * C * S), false, at.Said + ((long)begin * C));
        });
        var mixed = zeros(tokens.shape);
        AddUp(routing, choices, at.Said, PlainMemory.PointerTo(gates), C, PlainMemory.PointerTo(mixed));
        return (mixed, rows);
    }

    /// <summary>The gradients of the tokens, the gates and the matrices from that of the result. [N, C] -> [N, C], [N, K], matrices.</summary>
    public (Tensor Tokens, Tensor Gates, ExpertMatrices Matrices) Backward(Tensor gradient, Tensor gates, ExpertMatrices matrices, ExpertRows rows, ExpertRouting routing)
    {
        var (C, S, choices) = ((int)gradient.shape[1], (int)matrices.Up.shape[1], routing.KeptChoices());
        var (gateGradient, tokenGradient, matrixGradients) = (zeros(gates.shape), zeros(gradient.shape), matrices.Zeros());
        using var scratch = ExpertRows.Create(choices.Length, C, S, activation == ActivationKind.SwiGlu);
        var (at, to, weights, sums) = (rows.Pointers(), scratch.Pointers(), matrices.Pointers(), matrixGradients.Pointers());
        float* dy = PlainMemory.PointerTo(gradient), share = PlainMemory.PointerTo(gates), dShare = PlainMemory.PointerTo(gateGradient);
        ForEachExpert(routing, (product, expert, begin, count) =>
        {
            for (var row = begin; row < begin + count; row++)
            {
                var choice = choices[row];
                var from = dy + ((long)choice / routing.Active * C);
                dShare[choice] = VectorMath.Dot(from, at.Said + ((long)row * C), C);
                VectorMath.Copy(from, to.Said + ((long)row * C), C);
                VectorMath.Scale(to.Said + ((long)row * C), C, share[choice]);
            }

            var (narrow, wide, matrix) = ((long)begin * C, (long)begin * S, (long)expert * S * C);
            product.LinearWeightGradient(count, S, C, to.Said + narrow, at.Hidden + wide, sums.Down + matrix);
            product.LinearInputGradient(count, S, C, to.Said + narrow, weights.Down + matrix, false, to.Hidden + wide);
            ActivationKernel.Multiply((at.Gate is null ? at.Up : at.Gate) + wide, to.Hidden + wide, to.Up + wide, count * S);
            product.LinearWeightGradient(count, C, S, to.Up + wide, at.Input + narrow, sums.Up + matrix);
            product.LinearInputGradient(count, C, S, to.Up + wide, weights.Up + matrix, false, to.Input + narrow);
            if (at.Gate is not null)
            {
                ActivationKernel.Multiply(at.Up + wide, to.Hidden + wide, to.Gate + wide, count * S); // at.Up holds the derivative by the gate
                product.LinearWeightGradient(count, C, S, to.Gate + wide, at.Input + narrow, sums.Gate + matrix);
                product.LinearInputGradient(count, C, S, to.Gate + wide, weights.Gate + matrix, true, to.Input + narrow);
            }
        });
        AddUp(routing, choices, to.Input, null, C, PlainMemory.PointerTo(tokenGradient));
        return (tokenGradient, gateGradient, matrixGradients);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        products.ForEach(product => product.Dispose());
        products.Clear();
    }

    /// <summary>Gives the experts that have work to the workers, each to whoever is free.</summary>
    private void ForEachExpert(ExpertRouting routing, Action<MatrixProduct, int, int, int> visit)
    {
        var starts = new int[routing.Experts];
        for (var expert = 1; expert < routing.Experts; expert++)
        {
            starts[expert] = starts[expert - 1] + routing.Kept[expert - 1];
        }

        var (count, next) = (Math.Min(Workers, routing.Experts), -1);
        while (products.Count < count)
        {
            products.Add(new MatrixProduct());
        }

        Runtime.Workers.Run(count, worker => MatrixProduct.OnOneThread(() =>
        {
            while (Interlocked.Increment(ref next) is var expert && expert < routing.Experts)
            {
                if (routing.Kept[expert] > 0)
                {
                    visit(products[worker], expert, starts[expert], routing.Kept[expert]);
                }
            }
        }));
    }

    /// <summary>Each token gets the sum of its choices' rows, each times its gate where there are gates. [n, C] -> [N, C].</summary>
    private void AddUp(ExpertRouting routing, int[] choices, float* rows, float* gates, int channels, float* sums)
    {
        var (rowOf, count) = (new int[routing.Choices.Count], Workers);
        Array.Fill(rowOf, -1);
        for (var row = 0; row < choices.Length; row++)
        {
            rowOf[choices[row]] = row;
        }

        Runtime.Workers.Run(count, worker =>
        {
            var (begin, end) = (routing.Tokens * (long)worker / count, routing.Tokens * (worker + 1L) / count);
            for (var choice = (int)begin * routing.Active; choice < (int)end * routing.Active; choice++)
            {
                if (rowOf[choice] >= 0)
                {
                    var to = sums + ((long)choice / routing.Active * channels);
                    VectorMath.Combine(gates is null ? 1 : gates[choice], rows + ((long)rowOf[choice] * channels), 1, to, channels);
                }
            }
        });
    }
}
