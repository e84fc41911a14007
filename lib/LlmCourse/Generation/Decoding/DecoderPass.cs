using LlmCourse.Model;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// One worker's part of a step: of each product some outputs, of attention some heads. What is small, the norms, every worker computes for itself, which is cheaper than to meet once more.
/// </summary>
internal sealed unsafe class DecoderPass
{
    private readonly DecoderWeights weights;
    private readonly DecoderBuffers shared;
    private readonly DecoderPositions positions;
    private readonly DecoderWorkers workers;
    private readonly int worker;
    private readonly GptConfig config;
    private readonly DecoderInput input;
    private readonly float* normed;  // [rows, C], this worker's own
    private readonly float* scores;  // [T]
    private readonly int shifted;

    /// <summary>Takes the worker's own memory.</summary>
    public DecoderPass(DecoderWeights weights, DecoderBuffers shared, DecoderPositions positions, DecoderWorkers workers, int worker, int rows, WeightFormat format, FloatArena arena)
    {
        (this.weights, this.shared, this.positions, this.workers, this.worker, config) = (weights, shared, positions, workers, worker, weights.Config);
        input = new DecoderInput(arena, rows, Math.Max(shared.Width, Math.Max(shared.MixedWidth, shared.HiddenWidth)), format);
        normed = arena.Take((long)rows * shared.Width);
        scores = arena.Take(config.ContextLength);
        shifted = config.ShiftedChannels;
    }

    /// <summary>Takes the rows through the model.</summary>
    public void Run(DecoderStep step)
    {
        var (from, to) = Share(step.Rows.Length);
        for (var row = from; row < to; row++)
        {
            weights.Embed(step.Rows[row].Token, step.Positions[row], shared.Stream + ((long)row * shared.Width));
        }

        workers.Meet();
        for (var layer = 0; layer < weights.Layers.Length; layer++)
        {
            Attention(step, layer);
            FeedForward(step, layer);
        }

        Logits(step);
    }

    private void Attention(DecoderStep step, int layer)
    {
        var (w, rows) = (weights.Layers[layer], step.Rows.Length);
        Look(step, layer, 0, w.AttentionNorm);
        Product(w.QueryKeyValue, w.QueryKeyValueBias, shared.Projected, shared.ProjectedWidth, accumulate: false);
        workers.Meet();
        var heads = config.KeyValueHeads ?? config.Heads;
        var (from, to) = Share(step.Texts.Length * heads);
        for (var unit = from; unit < to; unit++)
        {
            Head(step, w, layer, step.Texts[unit / heads], unit % heads);
        }

        workers.Meet();
        input.Take(shared.Mixed, shared.MixedWidth, rows, (int)config.QueryKeyValueSizes[0]);
        Product(w.Output, w.OutputBias, shared.Stream, shared.Width, accumulate: true);
        Finish(rows, w.AttentionNorm);
    }

    private void FeedForward(DecoderStep step, int layer)
    {
        var (w, rows) = (weights.Layers[layer], step.Rows.Length);
        if (w.Up is null)
        {
            return;
        }

        Look(step, layer, 1, w.FeedForwardNorm!);
        var (from, to) = Product(w.Up, w.UpBias, shared.Hidden, shared.HiddenWidth, accumulate: false);
        if (w.Gate is not null)
        {
            Product(w.Gate, w.GateBias, shared.Gate, shared.HiddenWidth, accumulate: false);
        }

        for (var row = 0; row < rows; row++)
        {
            var offset = ((long)row * shared.HiddenWidth) + from;
            ActivationKernel.Apply(config.Activation, shared.Hidden + offset, shared.Gate + offset, to - from);
        }

        workers.Meet();
        input.Take(shared.Hidden, shared.HiddenWidth, rows, config.HiddenSize);
        Product(w.Down!, w.DownBias, shared.Stream, shared.Width, accumulate: true);
        Finish(rows, w.FeedForwardNorm!);
    }

    private void Logits(DecoderStep step)
    {
        for (var i = 0; i < step.Asked.Length; i++)
        {
            float* x = shared.Stream + ((long)step.Asked[i] * shared.Width), y = normed + ((long)i * shared.Width);
            if (weights.FinalNorm is null)
            {
                VectorMath.Copy(x, y, config.EmbeddingSize);
            }
            else
            {
                weights.FinalNorm.Apply(x, y);
            }
        }

        input.Take(normed, shared.Width, step.Asked.Length, config.EmbeddingSize);
        Product(weights.Head, null, shared.Logits, shared.LogitsWidth, accumulate: false);
    }

    /// <summary>What a part looks at: the norm of the stream, or the stream itself, with some channels of the token before.</summary>
    private void Look(DecoderStep step, int layer, int part, DecoderNorm norm)
    {
        for (var row = 0; row < step.Rows.Length; row++)
        {
            float* x = shared.Stream + ((long)row * shared.Width), y = normed + ((long)row * shared.Width);
            if (config.NormPlacement == NormPlacement.Pre)
            {
                norm.Apply(x, y);
            }
            else
            {
                VectorMath.Copy(x, y, config.EmbeddingSize);
            }
        }

        for (var row = step.Rows.Length - 1; row >= 0 && shifted > 0; row--) // the last first, so that what a row looks back at is still there
        {
            Shift(step, layer, part, row);
        }

        input.Take(normed, shared.Width, step.Rows.Length, config.EmbeddingSize);
    }

    private void Shift(DecoderStep step, int layer, int part, int row)
    {
        var (text, position, own) = (step.Rows[row].Text, step.Positions[row], config.EmbeddingSize - shifted);
        var channels = normed + ((long)row * shared.Width) + own;
        if (worker == 0)
        {
            VectorMath.Copy(channels, text.Shifted(layer, part, position), shifted); // others read only what earlier steps have written
        }

        if (step.Previous[row] >= 0)
        {
            VectorMath.Copy(normed + ((long)step.Previous[row] * shared.Width) + own, channels, shifted);
        }
        else if (position > 0)
        {
            VectorMath.Copy(text.Shifted(layer, part, position - 1), channels, shifted);
        }
        else
        {
            new Span<float>(channels, shifted).Clear();
        }
    }

    /// <summary>One head of keys and values, for all rows of one text, and the queries that it serves.</summary>
    private void Head(DecoderStep step, DecoderLayer w, int layer, int[] rows, int head)
    {
        var (D, H, K) = (config.HeadSize, config.Heads, config.KeyValueHeads ?? config.Heads);
        var text = step.Rows[rows[0]].Text;
        float* keys = text.Keys(layer, head), values = text.Values(layer, head);
        foreach (var row in rows)
        {
            var position = step.Positions[row];
            float* projected = shared.Projected + ((long)row * shared.ProjectedWidth), mixed = shared.Mixed + ((long)row * shared.MixedWidth);
            var key = keys + ((long)text.Slot(position) * D);
            VectorMath.Copy(projected + ((H + head) * D), key, D);
            VectorMath.Copy(projected + ((H + K + head) * D), values + ((long)text.Slot(position) * D), D);
            w.KeyNorm?.Apply(key, key);
            positions.Turn(key, position);
            for (var query = head * (H / K); query < (head + 1) * (H / K); query++)
            {
                var q = projected + (query * D);
                w.QueryNorm?.Apply(q, q);
                positions.Turn(q, position);
                Attend(q, keys, values, query, position, Math.Min(position + 1, text.Capacity), mixed + (query * D));
            }
        }
    }

    /// <summary>softmax(q·Kᵀ / √D)·V over all tokens that are remembered. (Vaswani et al. 2017, section 3.2.)</summary>
    private void Attend(float* q, float* keys, float* values, int head, int position, int count, float* y)
    {
        var D = config.HeadSize;
        VectorMath.Ask(values, (long)count * D, isSoon: false);
        VectorMath.DotRows(q, keys, count, D, scores);
        VectorMath.Scale(scores, count, 1 / MathF.Sqrt(D));
        positions.Slope(scores, head, position, count);
        SoftmaxKernel.Forward(scores, count, count, 1);
        VectorMath.CombineRows(scores, values, count, D, y);
    }

    /// <summary>This worker's outputs of a product, and which they are.</summary>
    private (int From, int To) Product(PackedMatrix matrix, float* bias, float* y, int stride, bool accumulate)
    {
        var (from, to) = Share(matrix.Blocks);
        matrix.Multiply(input, from, to, accumulate, y, stride);
        var (first, end) = (from * matrix.Block, Math.Min(to * matrix.Block, matrix.Outputs));
        for (var row = 0; row < input.Rows && bias is not null && end > first; row++)
        {
            VectorMath.Add(bias + first, y + ((long)row * stride) + first, end - first);
        }

        return (first, Math.Max(first, end));
    }

    /// <summary>Lets all see the stream, and where the norms come last, normalises it first.</summary>
    private void Finish(int rows, DecoderNorm norm)
    {
        workers.Meet();
        if (config.NormPlacement == NormPlacement.Post)
        {
            var (from, to) = Share(rows);
            for (var row = from; row < to; row++)
            {
                var x = shared.Stream + ((long)row * shared.Width);
                norm.Apply(x, x);
            }

            workers.Meet();
        }
    }

    private (int From, int To) Share(int count) => (count * worker / workers.Count, count * (worker + 1) / workers.Count);
}
