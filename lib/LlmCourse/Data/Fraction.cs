using System.Globalization;

namespace LlmCourse.Data;

/// <summary>An exact number, as a fraction in lowest terms with a positive bottom. (Chapter 14.)</summary>
public readonly record struct Fraction
{
    /// <summary>Shortens a fraction.</summary>
    /// <exception cref="DivideByZeroException">The bottom is zero.</exception>
    public Fraction(long top, long bottom = 1)
    {
        if (bottom == 0)
        {
            throw new DivideByZeroException($"The fraction {top}/0 is no number.");
        }

        var common = GreatestCommonDivisor(Math.Abs(top), Math.Abs(bottom)) * Math.Sign(bottom);
        (Top, Bottom) = (top / common, bottom / common);
    }

    /// <summary>What is above the line.</summary>
    public long Top { get; }

    /// <summary>What is below it; always above 0.</summary>
    public long Bottom { get; }

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">The result has more than 18 digits or so, above the line or below; as in the other operations.</exception>
    public static Fraction operator +(Fraction a, Fraction b) => new(checked((a.Top * b.Bottom) + (b.Top * a.Bottom)), checked(a.Bottom * b.Bottom));

    /// <summary>The difference.</summary>
    public static Fraction operator -(Fraction a, Fraction b) => new(checked((a.Top * b.Bottom) - (b.Top * a.Bottom)), checked(a.Bottom * b.Bottom));

    /// <summary>The product.</summary>
    public static Fraction operator *(Fraction a, Fraction b) => new(checked(a.Top * b.Top), checked(a.Bottom * b.Bottom));

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException">The second number is zero.</exception>
    public static Fraction operator /(Fraction a, Fraction b) => new(checked(a.Top * b.Bottom), checked(a.Bottom * b.Top));

    /// <summary>"3", "-3/4".</summary>
    public override string ToString() => Bottom == 1 ? Top.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Top}/{Bottom}");

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? Math.Max(a, 1) : GreatestCommonDivisor(b, a % b);
}
