using System.Runtime.Intrinsics;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Rounds numbers to whole ones from -127 to 127, group by group, with the scale that the largest of a group asks for. (Absmax quantisation: Dettmers et al. 2022, section 2.1; chapter 15.)
/// </summary>
internal static unsafe class Quantiser
{
    private const float Largest = 127;

    /// <summary>Each group of <see cref="DecoderInput.Group"/> numbers. [groups · 64] -> [groups · 64], [groups].</summary>
    public static void Round(float* values, int groups, sbyte* whole, float* scales)
    {
        for (var group = 0; group < groups; group++, values += DecoderInput.Group, whole += DecoderInput.Group)
        {
            var size = Vector256<float>.Zero;
            for (var i = 0; i < DecoderInput.Group; i += Vector256<float>.Count)
            {
                size = Vector256.Max(size, Vector256.Abs(Vector256.Load(values + i)));
            }

            var most = 0f;
            for (var lane = 0; lane < Vector256<float>.Count; lane++)
            {
                most = MathF.Max(most, size[lane]);
            }

            scales[group] = most / Largest;
            var factor = Vector256.Create(most > 0 ? Largest / most : 0);
            for (var i = 0; i < DecoderInput.Group; i += 4 * Vector256<float>.Count)
            {
                var (a, b) = (Whole(values + i), Whole(values + i + 8));
                var (c, d) = (Whole(values + i + 16), Whole(values + i + 24));
                Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).Store(whole + i);
            }

            Vector256<int> Whole(float* at) => Vector256.ConvertToInt32(Vector256.Round(Vector256.Load(at) * factor));
        }
    }
}
