namespace LlmCourse.Model.Fast;

/// <summary>One worker's way through the model: embedding, blocks, head and loss, and back.</summary>
internal sealed unsafe class FastPass : IDisposable
{
    private const int MostLogits = 1 << 21; // numbers in memory at once, 8 MB
    private readonly GptConfig config;
    private readonly FloatArena arena = new();
    private readonly FastTools tools;
    private readonly FastBlock[] blocks;
    private readonly int length;
    private readonly int headRows;
    private readonly float* final;           // [rows, C], the stream after the last block
    private readonly float* finalStatistics; // [rows, 2]
    private readonly float* normed;          // [rows, C]
    private readonly float* stream;          // [rows, C], the stream's gradient
    private readonly float* logits;          // [headRows, V]

    /// <summary>Takes the memory for that many sequences at a time.</summary>
    public FastPass(GptConfig config, int sequences, int length)
    {
        this.config = config;
        this.length = length;
        Sequences = sequences;
        var rows = sequences * length;
        tools = new FastTools(config, arena, rows, length);
        blocks = [.. Enumerable.Range(0, config.Layers).Select(_ => new FastBlock(config, tools, arena, sequences, length))];
        final = arena.Take((long)rows * config.EmbeddingSize);
        finalStatistics = arena.Take(rows * 2L);
        normed = arena.Take((long)rows * config.EmbeddingSize);
        stream = arena.Take((long)rows * config.EmbeddingSize);
        headRows = Math.Clamp(MostLogits / config.VocabularySize, 1, rows);
        logits = arena.Take((long)headRows * config.VocabularySize);
    }

    /// <summary>The most sequences that one call takes.</summary>
    public int Sequences { get; }

    /// <summary>The sum of the tokens' losses; adds <paramref name="scale"/> times its gradients. [sequences, T], [sequences, T] -> a number.</summary>
    public double LossAndGradients(ModelPointers weights, ModelPointers gradients, ReadOnlySpan<long> tokens, ReadOnlySpan<long> targets, float scale)
    {
        Forward(weights, tokens);
        var loss = Head(weights, gradients, targets, scale);
        new Span<float>(stream, tokens.Length * config.EmbeddingSize).Clear();
        tools.FinalNorm.Backward(tools.Narrow, final, finalStatistics, weights.FinalGain, tokens.Length, length, stream, gradients.FinalGain, gradients.FinalShift);
        for (var layer = blocks.Length - 1; layer >= 0; layer--)
        {
            blocks[layer].Backward(weights.Blocks[layer], gradients.Blocks[layer], tokens.Length / length, length, stream);
        }

        AddToEmbeddings(gradients, tokens);
        return loss;
    }

    /// <summary>The sum of the tokens' losses alone. [sequences, T], [sequences, T] -> a number.</summary>
    public double Loss(ModelPointers weights, ReadOnlySpan<long> tokens, ReadOnlySpan<long> targets)
    {
        Forward(weights, tokens);
        return Head(weights, null, targets, 0);
    }

    /// <summary>The logits. [sequences, T] -> [sequences, T, V].</summary>
    public void Logits(ModelPointers weights, ReadOnlySpan<long> tokens, float* result)
    {
        Forward(weights, tokens);
        tools.Product.Linear(tokens.Length, config.EmbeddingSize, config.VocabularySize, normed, weights.Head, false, result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tools.Dispose();
        arena.Dispose();
    }

    private void Forward(ModelPointers weights, ReadOnlySpan<long> tokens)
    {
        Embed(weights, tokens, blocks[0].Input);
        for (var layer = 0; layer < blocks.Length; layer++)
        {
            blocks[layer].Forward(weights.Blocks[layer], tokens.Length / length, length, layer + 1 < blocks.Length ? blocks[layer + 1].Input : final);
        }

        tools.FinalNorm.Forward(final, weights.FinalGain, weights.FinalShift, tokens.Length, length, normed, finalStatistics);
    }

    private void Embed(ModelPointers weights, ReadOnlySpan<long> tokens, float* x)
    {
        var c = config.EmbeddingSize;
        for (var row = 0; row < tokens.Length; row++)
        {
            VectorMath.Copy(weights.TokenEmbedding + (tokens[row] * c), x + ((long)row * c), c);
            if (weights.PositionEmbedding is not null)
            {
                VectorMath.Add(weights.PositionEmbedding + ((long)(row % length) * c), x + ((long)row * c), c);
            }
        }
    }

    private void AddToEmbeddings(ModelPointers gradients, ReadOnlySpan<long> tokens)
    {
        var c = config.EmbeddingSize;
        for (var row = 0; row < tokens.Length; row++)
        {
            var gradient = stream + ((long)row * c);
            VectorMath.Add(gradient, gradients.TokenEmbedding + (tokens[row] * c), c);
            if (gradients.PositionEmbedding is not null)
            {
                VectorMath.Add(gradient, gradients.PositionEmbedding + ((long)(row % length) * c), c);
            }
        }
    }

    /// <summary>
    /// Logits and cross-entropy, some rows at a time: their gradient, softmax minus one at the target, takes the logits' own place. With
    /// gradients, that of the normalised stream is left in the tools' narrow memory.
    /// </summary>
    private double Head(ModelPointers weights, ModelPointers? gradients, ReadOnlySpan<long> targets, float scale)
    {
        var (c, vocabulary, loss) = (config.EmbeddingSize, config.VocabularySize, 0.0);
        for (var begin = 0; begin < targets.Length; begin += headRows)
        {
            var part = targets.Slice(begin, Math.Min(headRows, targets.Length - begin));
            var input = normed + ((long)begin * c);
            tools.Product.Linear(part.Length, c, vocabulary, input, weights.Head, false, logits);
            for (var i = 0; i < part.Length; i++)
            {
                loss += CrossEntropy(logits + ((long)i * vocabulary), (int)part[i], scale);
            }

            if (gradients is not null)
            {
                tools.Product.LinearWeightGradient(part.Length, c, vocabulary, logits, input, gradients.Head);
                tools.Product.LinearInputGradient(part.Length, c, vocabulary, logits, weights.Head, false, tools.Narrow + ((long)begin * c));
            }
        }

        return loss;
    }

    private double CrossEntropy(float* row, int target, float scale)
    {
        if (target == LanguageModel.NoTarget)
        {
            new Span<float>(row, config.VocabularySize).Clear();
            return 0;
        }

        var score = row[target];
        var logSum = SoftmaxKernel.Forward(row, config.VocabularySize, config.VocabularySize, 1);
        row[target] -= 1;
        VectorMath.Scale(row, config.VocabularySize, scale);
        return logSum - score;
    }
}
