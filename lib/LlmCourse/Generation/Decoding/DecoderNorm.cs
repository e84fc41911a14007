using LlmCourse.Model;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>Layer norm or RMS norm of one vector, with its gains. (Ba et al. 2016; Zhang and Sennrich 2019.)</summary>
internal sealed unsafe class DecoderNorm(NormKind kind, int size, double epsilon, float* gain, float* shift)
{
    /// <summary>y = the norm of x; both may be one. [C] -> [C].</summary>
    public void Apply(float* x, float* y) => NormKernel.Normalise(kind, x, gain, shift, size, (float)epsilon, y);
}
