using static TorchSharp.torch;

namespace LlmCourse.Model.Fast;

/// <summary>Lets libtorch's backward pass go through an <see cref="ExpertKernel"/>, as through one of its own operations.</summary>
internal sealed class SortedExperts : autograd.SingleTensorFunction<SortedExperts>
{
    /// <inheritdoc/>
    public override string Name => nameof(SortedExperts);

    /// <summary>The weighted sum of what each token's experts say. [N, C], [N, K] -> [N, C].</summary>
    public static Tensor Apply(ExpertKernel kernel, Tensor tokens, Tensor gates, ExpertMatrices matrices, ExpertRouting routing) => matrices.Gate is null
        ? apply(kernel, routing, tokens, gates, matrices.Up, matrices.Down)
        : apply(kernel, routing, tokens, gates, matrices.Up, matrices.Down, matrices.Gate);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (kernel, routing) = ((ExpertKernel)vars[0], (ExpertRouting)vars[1]);
        var tensors = vars.Skip(2).Cast<Tensor>().ToList(); // tokens, gates, up, down, gate
        var (mixed, rows) = kernel.Forward(tensors[0], tensors[1], MatricesOf(tensors), routing);
        ctx.save_data(nameof(ExpertKernel), kernel);
        ctx.save_data(nameof(ExpertRouting), routing);
        ctx.save_for_backward([.. tensors.Skip(1), .. rows.All]);
        return mixed;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var (kernel, routing) = ((ExpertKernel)ctx.get_data(nameof(ExpertKernel)), (ExpertRouting)ctx.get_data(nameof(ExpertRouting)));
        var saved = ctx.get_saved_variables(); // gates, the matrices, the rows
        var count = saved.Count == 7 ? 3 : 4;
        var matrices = MatricesOf([saved[0], .. saved[..count]]);
        var (tokens, gates, gradients) = kernel.Backward(grad_output.contiguous(), saved[0], matrices, ExpertRows.Of(saved[count..]), routing);
        List<Tensor> results = gradients.Gate is null ? [tokens, gates, gradients.Up, gradients.Down] : [tokens, gates, gradients.Up, gradients.Down, gradients.Gate];
        return [null!, null!, .. results.Select(result => result.MoveToOuterDisposeScope())];
    }

    private static ExpertMatrices MatricesOf(List<Tensor> tensors) => new(tensors[2], tensors[3], tensors.Count > 4 ? tensors[4] : null);
}
