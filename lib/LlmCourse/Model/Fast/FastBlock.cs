namespace LlmCourse.Model.Fast;

/// <summary>
/// <see cref="TransformerBlock"/> written out, forward and backward, with what the backward pass needs kept in plain memory. Rows are the
/// tokens of a few sequences; each worker has blocks of its own.
/// </summary>
internal sealed unsafe class FastBlock
{
    private readonly GptConfig config;
    private readonly FastTools tools;
    private readonly float* attentionStatistics;   // [rows, 2]
    private readonly float* attentionInput;        // [rows, C], normalised
    private readonly float* queryKeyValue;         // [rows, 3C]
    private readonly float* probabilities;         // [sequences, H, T, T], or the tools'
    private readonly float* mixed;                 // [rows, C]
    private readonly float* middle;                // [rows, C], the stream between the two parts
    private readonly float* feedForwardStatistics; // [rows, 2]
    private readonly float* feedForwardInput;      // [rows, C], normalised
    private readonly float* up;                    // [rows, hidden]; later the activation's derivative
    private readonly float* gate;                  // [rows, hidden], of SwiGLU only
    private readonly float* hidden;                // [rows, hidden]

    /// <summary>Takes the memory for the given number of sequences.</summary>
    public FastBlock(GptConfig config, FastTools tools, FloatArena arena, int sequences, int length)
    {
        this.config = config;
        this.tools = tools;
        long rows = (long)sequences * length, c = config.EmbeddingSize, wide = config.HiddenSize;
        Input = arena.Take(rows * c);
        attentionStatistics = arena.Take(rows * 2);
        attentionInput = arena.Take(rows * c);
        queryKeyValue = arena.Take(rows * 3 * c);
        probabilities = FastTools.KeepsProbabilities(length) ? arena.Take(rows * config.Heads * length) : null;
        mixed = arena.Take(rows * c);
        middle = arena.Take(rows * c);
        feedForwardStatistics = arena.Take(rows * 2);
        feedForwardInput = arena.Take(rows * c);
        up = arena.Take(rows * wide);
        gate = config.Activation == ActivationKind.SwiGlu ? arena.Take(rows * wide) : null;
        hidden = arena.Take(rows * wide);
    }

    /// <summary>The residual stream before this block. [rows, C]</summary>
    public float* Input { get; }

    /// <summary>From <see cref="Input"/> to the stream after this block. [rows, C] -> [rows, C].</summary>
    public void Forward(BlockPointers weights, int sequences, int length, float* output)
    {
        var (rows, c) = (sequences * length, config.EmbeddingSize);
        tools.Norm.Forward(Input, weights.AttentionGain, weights.AttentionShift, rows, length, attentionInput, attentionStatistics);
        Linear(rows, c, 3 * c, attentionInput, weights.QueryKeyValue, weights.QueryKeyValueBias, queryKeyValue);
        TurnHeads(queryKeyValue, rows, length, 1);
        for (var i = 0; i < sequences; i++)
        {
            tools.Attention.Forward(queryKeyValue + ((long)i * length * 3 * c), length, ProbabilitiesOf(i, length), mixed + ((long)i * length * c));
        }

        AddLinear(rows, c, c, mixed, weights.Output, weights.OutputBias, Input, config.HasFeedForward ? middle : output);
        if (config.HasFeedForward)
        {
            ForwardFeedForward(weights, rows, length, output);
        }
    }

    /// <summary>The gradient of the stream after this block becomes that of the stream before it. [rows, C] -> [rows, C].</summary>
    public void Backward(BlockPointers weights, BlockPointers gradients, int sequences, int length, float* stream)
    {
        if (config.HasFeedForward)
        {
            BackwardFeedForward(weights, gradients, sequences * length, length, stream);
        }

        BackwardAttention(weights, gradients, sequences, length, stream);
    }

    private void ForwardFeedForward(BlockPointers weights, int rows, int length, float* output)
    {
        var (c, wide) = (config.EmbeddingSize, config.HiddenSize);
        tools.Norm.Forward(middle, weights.FeedForwardGain, weights.FeedForwardShift, rows, length, feedForwardInput, feedForwardStatistics);
        Linear(rows, c, wide, feedForwardInput, weights.Up, weights.UpBias, up);
        if (gate is null)
        {
            ActivationKernel.Forward(config.Activation, up, hidden, rows * wide);
        }
        else
        {
            Linear(rows, c, wide, feedForwardInput, weights.Gate, weights.GateBias, gate);
            ActivationKernel.ForwardGated(up, gate, hidden, rows * wide);
        }

        AddLinear(rows, wide, c, hidden, weights.Down, weights.DownBias, middle, output);
    }

    private void BackwardFeedForward(BlockPointers weights, BlockPointers gradients, int rows, int length, float* stream)
    {
        var (c, wide) = (config.EmbeddingSize, config.HiddenSize);
        LinearGradients(rows, wide, c, stream, hidden, gradients.Down, gradients.DownBias);
        tools.Product.LinearInputGradient(rows, wide, c, stream, weights.Down, false, tools.Wide); // [rows, hidden]

        // hidden has served; with a gate it takes the gate's gradient, computed before that of up overwrites its source.
        if (gate is not null)
        {
            ActivationKernel.Multiply(up, tools.Wide, hidden, rows * wide); // up holds the derivative by the gate
            LinearGradients(rows, c, wide, hidden, feedForwardInput, gradients.Gate, gradients.GateBias);
        }

        ActivationKernel.Multiply(gate is null ? up : gate, tools.Wide, tools.Wide, rows * wide);
        LinearGradients(rows, c, wide, tools.Wide, feedForwardInput, gradients.Up, gradients.UpBias);
        tools.Product.LinearInputGradient(rows, c, wide, tools.Wide, weights.Up, false, tools.Narrow);
        if (gate is not null)
        {
            tools.Product.LinearInputGradient(rows, c, wide, hidden, weights.Gate, true, tools.Narrow);
        }

        tools.Norm.Backward(tools.Narrow, middle, feedForwardStatistics, weights.FeedForwardGain, rows, length, stream, gradients.FeedForwardGain, gradients.FeedForwardShift);
    }

    private void BackwardAttention(BlockPointers weights, BlockPointers gradients, int sequences, int length, float* stream)
    {
        var (rows, c) = (sequences * length, config.EmbeddingSize);
        LinearGradients(rows, c, c, stream, mixed, gradients.Output, gradients.OutputBias);
        tools.Product.LinearInputGradient(rows, c, c, stream, weights.Output, false, tools.Narrow);
        for (var i = 0; i < sequences; i++)
        {
            var offset = (long)i * length * c;
            if (probabilities is null)
            {
                tools.Attention.Forward(queryKeyValue + (3 * offset), length, tools.Probabilities, null);
            }

            tools.Attention.Backward(tools.Narrow + offset, queryKeyValue + (3 * offset), ProbabilitiesOf(i, length), length, tools.Scores, tools.Wide + (3 * offset));
        }

        TurnHeads(tools.Wide, rows, length, -1);
        LinearGradients(rows, c, 3 * c, tools.Wide, attentionInput, gradients.QueryKeyValue, gradients.QueryKeyValueBias);
        tools.Product.LinearInputGradient(rows, c, 3 * c, tools.Wide, weights.QueryKeyValue, false, tools.Narrow);
        tools.Norm.Backward(tools.Narrow, Input, attentionStatistics, weights.AttentionGain, rows, length, stream, gradients.AttentionGain, gradients.AttentionShift);
    }

    private float* ProbabilitiesOf(int sequence, int length) => probabilities is null ? tools.Probabilities : probabilities + ((long)sequence * config.Heads * length * length);

    /// <summary>y = x·Wᵀ + b.</summary>
    private void Linear(int rows, int inputs, int outputs, float* x, float* weight, float* bias, float* y)
    {
        VectorMath.CopyWithBias(null, bias, rows, outputs, y);
        tools.Product.Linear(rows, inputs, outputs, x, weight, bias is not null, y);
    }

    /// <summary>y = stream + x·Wᵀ + b.</summary>
    private void AddLinear(int rows, int inputs, int outputs, float* x, float* weight, float* bias, float* stream, float* y)
    {
        VectorMath.CopyWithBias(stream, bias, rows, outputs, y);
        tools.Product.Linear(rows, inputs, outputs, x, weight, true, y);
    }

    private void LinearGradients(int rows, int inputs, int outputs, float* dy, float* x, float* weight, float* bias)
    {
        tools.Product.LinearWeightGradient(rows, inputs, outputs, dy, x, weight);
        if (bias is not null)
        {
            VectorMath.AddRows(dy, rows, outputs, bias);
        }
    }

    /// <summary>Turns all queries and keys by their positions, or their gradients back. [rows, 3C].</summary>
    private void TurnHeads(float* vectors, int rows, int length, int direction)
    {
        var (c, heads) = (config.EmbeddingSize, 2 * config.Heads); // queries and keys lie side by side, the values behind them
        for (var i = 0; i < rows * heads && tools.Rotary.IsNeeded; i++)
        {
            var (row, head) = (i / heads, i % heads);
            tools.Rotary.Turn(vectors + ((long)row * 3 * c) + (head * config.HeadSize), row % length, direction);
        }
    }
}
