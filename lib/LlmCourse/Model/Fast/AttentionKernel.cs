namespace LlmCourse.Model.Fast;

/// <summary>
/// Causal attention of every head, read from and written to the rows where the linear layers keep them: nothing is copied or turned
/// around. Queries go in groups, so that most of the products with later positions, which the mask would throw away, are never made.
/// </summary>
internal sealed unsafe class AttentionKernel(GptConfig config, MatrixProduct product)
{
    private const int Group = 64;
    private readonly int heads = config.Heads;
    private readonly int size = config.HeadSize;
    private readonly int width = config.EmbeddingSize;
    private readonly float scale = (float)(1 / Math.Sqrt(config.HeadSize));

    /// <summary>softmax(Q·Kᵀ / √D)·V of one sequence; the probabilities alone where there is no place for more. [T, 3C] -> [H, T, T], [T, C].</summary>
    public void Forward(float* queryKeyValue, int length, float* probabilities, float* mixed)
    {
        var row = 3 * width;
        for (var head = 0; head < heads; head++)
        {
            float* queries = queryKeyValue + (head * size), keys = queries + width, values = keys + width;
            var scores = probabilities + ((long)head * length * length);
            for (var begin = 0; begin < length; begin += Group)
            {
                var count = Math.Min(Group, length - begin);
                var seen = begin + count;
                var part = scores + ((long)begin * length);
                product.Multiply(count, seen, size, queries + ((long)begin * row), row, 1, keys, 1, row, false, part, length);
                for (var i = 0; i < count; i++)
                {
                    _ = SoftmaxKernel.Forward(part + ((long)i * length), begin + i + 1, seen, scale);
                }

                if (mixed is null)
                {
                    continue;
                }

                product.Multiply(count, size, seen, part, length, 1, values, row, 1, false, mixed + ((long)begin * width) + (head * size), width);
            }
        }
    }

    /// <summary>
    /// The gradients of queries, keys and values of one sequence. [T, C], [T, 3C], [H, T, T] -> [T, 3C]; <paramref name="scratch"/> holds
    /// 64·T numbers.
    /// </summary>
    public void Backward(float* gradient, float* queryKeyValue, float* probabilities, int length, float* scratch, float* result)
    {
        for (var head = 0; head < heads; head++)
        {
            // From the last group to the first: the last one sees every position, and so writes all keys' and values' rows.
            var isFirst = true;
            for (var begin = (length - 1) / Group * Group; begin >= 0; begin -= Group)
            {
                BackwardGroup(gradient + (head * size), queryKeyValue + (head * size), probabilities + ((long)head * length * length), begin, length, !isFirst, scratch, result + (head * size));
                isFirst = false;
            }
        }
    }

    private void BackwardGroup(float* gradient, float* queries, float* probabilities, int begin, int length, bool accumulate, float* scratch, float* result)
    {
        var row = 3 * width;
        var count = Math.Min(Group, length - begin);
        var seen = begin + count;
        float* keys = queries + width, values = keys + width, ownQueries = queries + ((long)begin * row);
        float* part = probabilities + ((long)begin * length), own = gradient + ((long)begin * width);
        product.Multiply(seen, size, count, part, 1, length, own, width, 1, accumulate, result + (2 * width), row); // dV += Pᵀ·dO
        product.Multiply(count, seen, size, own, width, 1, values, 1, row, false, scratch, length);                 // dP = dO·Vᵀ
        for (var i = 0; i < count; i++)
        {
            SoftmaxKernel.Backward(part + ((long)i * length), scratch + ((long)i * length), begin + i + 1, seen, scale);
        }

        product.Multiply(count, size, seen, scratch, length, 1, keys, row, 1, false, result + ((long)begin * row), row);       // dQ = dS·K
        product.Multiply(seen, size, count, scratch, 1, length, ownQueries, row, 1, accumulate, result + width, row);          // dK += dSᵀ·Q
    }
}
