using System.Numerics;
using static LlmCourse.Model.Fast.VectorMath;

namespace LlmCourse.Model.Fast;

/// <summary>
/// The non-linearities, each computed together with its derivative: that takes the place of its input, which nobody needs any more, and
/// the backward pass is one multiplication.
/// </summary>
internal static unsafe class ActivationKernel
{
    private const float InverseRootTwoPi = 0.3989422804f;

    /// <summary>y = activation(x) and x = activation'(x).</summary>
    public static void Forward(ActivationKind kind, float* x, float* y, int count)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var (value, derivative) = kind == ActivationKind.Gelu ? Gelu(Load(x + i)) : SquaredRelu(Load(x + i));
            Store(value, y + i);
            Store(derivative, x + i);
        }

        for (; i < count; i++)
        {
            var (value, derivative) = kind == ActivationKind.Gelu ? Gelu(new Vector<float>(x[i])) : SquaredRelu(new Vector<float>(x[i]));
            (y[i], x[i]) = (value[0], derivative[0]);
        }
    }

    /// <summary>y = activation(y), of SwiGLU silu(gate)·y, where no derivative is needed.</summary>
    public static void Apply(ActivationKind kind, float* y, float* gate, int count)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Store(Value(kind, Load(y + i), Load(gate + i)), y + i);
        }

        for (; i < count; i++)
        {
            y[i] = Value(kind, new Vector<float>(y[i]), new Vector<float>(gate[i]))[0];
        }
    }

    /// <summary>y = silu(gate)·up; gate becomes the derivative by up, and up that by gate. (Shazeer 2020, section 2.)</summary>
    public static void ForwardGated(float* up, float* gate, float* y, int count)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var (value, byUp, byGate) = SwiGlu(Load(up + i), Load(gate + i));
            Store(value, y + i);
            Store(byUp, gate + i);
            Store(byGate, up + i);
        }

        for (; i < count; i++)
        {
            var (value, byUp, byGate) = SwiGlu(new Vector<float>(up[i]), new Vector<float>(gate[i]));
            (y[i], gate[i], up[i]) = (value[0], byUp[0], byGate[0]);
        }
    }

    /// <summary>result = derivative · gradient.</summary>
    public static void Multiply(float* derivative, float* gradient, float* result, int count)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Store(Load(derivative + i) * Load(gradient + i), result + i);
        }

        for (; i < count; i++)
        {
            result[i] = derivative[i] * gradient[i];
        }
    }

    /// <summary>
    /// x·Φ(x) and Φ(x) + x·φ(x). Φ by the error function of Abramowitz and Stegun, 7.1.26, exact to 1.5e-7; its exponential is also φ's.
    /// </summary>
    private static (Vector<float> Value, Vector<float> Derivative) Gelu(Vector<float> x)
    {
        var size = Vector.Abs(x) * new Vector<float>(0.7071067812f);
        var bell = Exp(-(size * size)); // e^(-x²/2)
        var t = Vector<float>.One / Vector.FusedMultiplyAdd(size, new Vector<float>(0.3275911f), Vector<float>.One);
        var p = Vector.FusedMultiplyAdd(new Vector<float>(1.061405429f), t, new Vector<float>(-1.453152027f));
        p = Vector.FusedMultiplyAdd(p, t, new Vector<float>(1.421413741f));
        p = Vector.FusedMultiplyAdd(p, t, new Vector<float>(-0.284496736f));
        p = Vector.FusedMultiplyAdd(p, t, new Vector<float>(0.254829592f));
        var tail = new Vector<float>(0.5f) * p * t * bell; // 1 - Φ(|x|)
        var share = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One - tail, tail);
        var density = bell * new Vector<float>(InverseRootTwoPi);
        return (x * share, Vector.FusedMultiplyAdd(x, density, share));
    }

    /// <summary>x·(1 + tanh u)/2 with u = √(2/π)·(x + 0.044715·x³), and (1 + tanh u)/2 = 1 / (1 + e^(-2u)). (Hendrycks and Gimpel 2016, section 2.)</summary>
    private static Vector<float> GeluTanh(Vector<float> x)
    {
        var inner = x * Vector.FusedMultiplyAdd(x * x, new Vector<float>(0.044715f), Vector<float>.One);
        return x / (Vector<float>.One + Exp(inner * new Vector<float>(-2 * 0.7978845608f)));
    }

    private static Vector<float> Value(ActivationKind kind, Vector<float> y, Vector<float> gate) => kind switch
    {
        ActivationKind.Gelu => Gelu(y).Value,
        ActivationKind.GeluTanh => GeluTanh(y),
        ActivationKind.SquaredRelu => SquaredRelu(y).Value,
        _ => SwiGlu(y, gate).Value,
    };

    private static (Vector<float> Value, Vector<float> Derivative) SquaredRelu(Vector<float> x)
    {
        var positive = Vector.MaxNative(Vector<float>.Zero, x);
        return (positive * positive, positive + positive);
    }

    private static (Vector<float> Value, Vector<float> ByUp, Vector<float> ByGate) SwiGlu(Vector<float> up, Vector<float> gate)
    {
        var sigmoid = Vector<float>.One / (Vector<float>.One + Exp(-gate));
        var silu = gate * sigmoid;
        return (silu * up, silu, up * Vector.FusedMultiplyAdd(silu, Vector<float>.One - sigmoid, sigmoid));
    }
}
