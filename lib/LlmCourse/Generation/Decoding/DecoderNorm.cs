using LlmCourse.Model;

namespace LlmCourse.Generation.Decoding;

/// <summary>Layer norm or RMS norm of one vector, with its gains. (Ba et al. 2016; Zhang and Sennrich 2019.)</summary>
internal sealed unsafe class DecoderNorm(NormKind kind, int size, double epsilon, float* gain, float* shift)
{
    /// <summary>y = the norm of x; both may be one. [C] -> [C].</summary>
    public void Apply(float* x, float* y)
    {
        var mean = 0.0;
        if (kind == NormKind.LayerNorm)
        {
            for (var i = 0; i < size; i++)
            {
                mean += x[i];
            }

            mean /= size;
        }

        var squares = 0.0;
        for (var i = 0; i < size; i++)
        {
            squares += (x[i] - mean) * (x[i] - mean);
        }

        var (center, scale) = ((float)mean, (float)(1 / Math.Sqrt((squares / size) + epsilon)));
        for (var i = 0; i < size; i++)
        {
            y[i] = ((x[i] - center) * scale * gain[i]) + (shift is null ? 0 : shift[i]);
        }
    }
}
