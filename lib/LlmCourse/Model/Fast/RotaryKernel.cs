using static LlmCourse.Model.Fast.VectorMath;

namespace LlmCourse.Model.Fast;

/// <summary>
/// What may happen to queries and keys before they meet: each head's vector is normalised (Henry et al. 2020) and turned by its position
/// (RoPE, Su et al. 2021, equation 34). In place, for one head of one token at a time.
/// </summary>
internal sealed unsafe class RotaryKernel : IDisposable
{
    private const float Epsilon = 1e-5f;
    private readonly FloatArena arena = new();
    private readonly int size;
    private readonly int half;
    private readonly float* cosines; // [T, D/2]
    private readonly float* sines;   // [T, D/2]

    /// <summary>Prepares the angles position · base^(-2i/D), or none where positions are not rotary.</summary>
    public RotaryKernel(GptConfig config)
    {
        size = config.HeadSize;
        half = size / 2;
        Normalises = config.QueryKeyNorm;
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

    /// <summary>True where queries and keys are normalised.</summary>
    public bool Normalises { get; }

    /// <summary>True where there is something to do.</summary>
    public bool IsNeeded => Normalises || cosines is not null;

    /// <summary>Normalises and turns one vector; returns the inverse of its deviation. [D] -> [D].</summary>
    public float Forward(float* x, int position)
    {
        var scale = Normalises ? Normalise(x) : 1;
        Turn(x, position, 1);
        return scale;
    }

    /// <summary>Turns the gradient back, and through the norm; the vector itself is turned back too. [D], [D] -> [D].</summary>
    public void Backward(float* gradient, float* x, int position, float scale)
    {
        Turn(gradient, position, -1);
        if (!Normalises)
        {
            return;
        }

        Turn(x, position, -1);
        var (mean, product) = (0f, 0f);
        for (var i = 0; i < size; i++)
        {
            mean += gradient[i];
            product += gradient[i] * x[i];
        }

        for (var i = 0; i < size; i++)
        {
            gradient[i] = scale * (gradient[i] - (mean / size) - (x[i] * product / size));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    private float Normalise(float* x)
    {
        var (mean, squares) = (0f, 0f);
        for (var i = 0; i < size; i++)
        {
            mean += x[i];
        }

        mean /= size;
        for (var i = 0; i < size; i++)
        {
            squares += (x[i] - mean) * (x[i] - mean);
        }

        var scale = 1 / MathF.Sqrt((squares / size) + Epsilon);
        for (var i = 0; i < size; i++)
        {
            x[i] = (x[i] - mean) * scale;
        }

        return scale;
    }

    private void Turn(float* x, int position, int direction)
    {
        if (cosines is null)
        {
            return;
        }

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
}
