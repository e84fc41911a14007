using static LlmCourse.Model.Fast.VectorMath;

namespace LlmCourse.Model.Fast;

/// <summary>
/// Turns each head's query or key by its position (RoPE, Su et al. 2021, equation 34). In place, for one head of one token at a time.
/// </summary>
internal sealed unsafe class RotaryKernel : IDisposable
{
    private readonly FloatArena arena = new();
    private readonly int half;
    private readonly float* cosines; // [T, D/2]
    private readonly float* sines;   // [T, D/2]

    /// <summary>Prepares the angles position · base^(-2i/D), or none where positions are not rotary.</summary>
    public RotaryKernel(GptConfig config)
    {
        half = config.HeadSize / 2;
        if (config.Positions != PositionKind.Rotary)
        {
            return;
        }

        cosines = arena.Take((long)config.ContextLength * half);
        sines = arena.Take((long)config.ContextLength * half);
        for (var i = 0; i < config.ContextLength * half; i++)
        {
            var angle = i / half * Math.Pow(config.RotaryBase, -2.0 * (i % half) / config.HeadSize);
            (cosines[i], sines[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }
    }

    /// <summary>True where there is something to turn.</summary>
    public bool IsNeeded => cosines is not null;

    /// <summary>Turns one vector by its position, or with the direction -1 a gradient back. [D] -> [D].</summary>
    public void Turn(float* x, int position, int direction)
    {
        float* cos = cosines + ((long)position * half), sin = sines + ((long)position * half);
        var i = 0;
        for (; i <= half - Lanes; i += Lanes)
        {
            var (first, second, cosine, sine) = (Load(x + i), Load(x + i + half), Load(cos + i), Load(sin + i) * direction);
            Store((first * cosine) - (second * sine), x + i);
            Store((first * sine) + (second * cosine), x + i + half);
        }

        for (; i < half; i++)
        {
            var (first, second, sine) = (x[i], x[i + half], direction * sin[i]);
            x[i] = (first * cos[i]) - (second * sine);
            x[i + half] = (first * sine) + (second * cos[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();
}
