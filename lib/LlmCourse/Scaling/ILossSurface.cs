namespace LlmCourse.Scaling;

/// <summary>A function of several numbers with its slope, for <see cref="Lbfgs"/>.</summary>
internal interface ILossSurface
{
    /// <summary>How many numbers it depends on.</summary>
    public int Dimension { get; }

    /// <summary>The value at a place; the slope there goes into <paramref name="gradient"/>.</summary>
    public double Evaluate(ReadOnlySpan<double> place, Span<double> gradient);
}
