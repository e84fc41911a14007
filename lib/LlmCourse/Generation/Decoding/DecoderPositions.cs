using LlmCourse.Model;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>What positions do to queries, keys and scores: rotary angles, as many as texts are long, or the slopes of ALiBi. (Su et al. 2021; Press et al. 2022; chapter 03.)</summary>
internal sealed unsafe class DecoderPositions : IDisposable
{
    private readonly double[] frequencies; // radians per token; empty where positions are not rotary
    private readonly double[] slopes;      // of each head; empty without ALiBi
    private FloatArena arena = new();
    private float* angles;                 // cosine and sine of each pair, position by position: [T, D/2, 2 halves]
    private int prepared;

    /// <summary>Looks at the config; the angles follow when they are needed.</summary>
    public DecoderPositions(GptConfig config)
    {
        frequencies = config.Positions == PositionKind.Rotary ? RotaryEmbedding.Frequencies(config.HeadSize, config.RotaryBase, config.RotaryScaling) : [];
        slopes = config.Positions == PositionKind.Alibi ? AlibiBias.Slopes(config.Heads) : [];
    }

    /// <summary>Prepares positions below this one. Not while others read.</summary>
    public void Prepare(int length)
    {
        if (frequencies.Length == 0 || length <= prepared)
        {
            return;
        }

        arena.Dispose();
        prepared = Math.Max(length, Math.Max(256, 2 * prepared));
        arena = new FloatArena();
        angles = arena.Take((long)prepared * 2 * frequencies.Length);
        for (var position = 0; position < prepared; position++)
        {
            for (var i = 0; i < frequencies.Length; i++)
            {
                var angle = position * frequencies[i];
                var at = angles + ((long)position * 2 * frequencies.Length) + i;
                (at[0], at[frequencies.Length]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
            }
        }
    }

    /// <summary>Turns a query or a key by its position, in place. [D]</summary>
    public void Turn(float* x, int position)
    {
        var half = frequencies.Length;
        float* cos = angles + ((long)position * 2 * half), sin = cos + half;
        for (var i = 0; i < half; i++)
        {
            (x[i], x[i + half]) = ((x[i] * cos[i]) - (x[i + half] * sin[i]), (x[i] * sin[i]) + (x[i + half] * cos[i]));
        }
    }

    /// <summary>Takes from each score what the distance costs; in a ring of <paramref name="count"/> the oldest stands behind the newest. [count]</summary>
    public void Slope(float* scores, int head, int position, int count)
    {
        for (var slot = 0; slopes.Length > 0 && slot < count; slot++)
        {
            scores[slot] -= (float)(slopes[head] * ((position - slot) % count));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();
}
