namespace LlmCourse.Scaling;

/// <summary>
/// Finds a low place of a smooth function (limited-memory BFGS, Nocedal 1980): it goes downhill along a direction bent by the curvature
/// that its last steps met. The step's length is found by halving and doubling (Lewis and Overton 2013), which bears functions with
/// kinks as well. One object serves many starts, one at a time.
/// </summary>
internal sealed class Lbfgs
{
    private const int Memory = 10;         // steps that are remembered
    private const double Enough = 1e-4;    // share of the expected descent that a step must bring
    private const double Flatter = 0.9;    // share of the slope that may remain after a step
    private const int MostTries = 40;

    private readonly int dimension;
    private readonly double[] place, gradient, direction, nextPlace, nextGradient;
    private readonly double[][] steps = new double[Memory][], changes = new double[Memory][]; // of the place, of the gradient
    private readonly double[] inverses = new double[Memory], weights = new double[Memory];
    private int remembered;

    public Lbfgs(int dimension)
    {
        this.dimension = dimension;
        (place, gradient, direction) = (new double[dimension], new double[dimension], new double[dimension]);
        (nextPlace, nextGradient) = (new double[dimension], new double[dimension]);
        for (var i = 0; i < Memory; i++)
        {
            (steps[i], changes[i]) = (new double[dimension], new double[dimension]);
        }
    }

    /// <summary>The largest absolute slope at the last place.</summary>
    public double Steepness { get; private set; }

    /// <summary>
    /// Goes down from <paramref name="start"/>, which becomes the lowest place found, and returns the value there. It stops where no
    /// slope is above <paramref name="flat"/>, where a step gains less than the share <paramref name="gain"/>, or after so many steps.
    /// </summary>
    public double Minimize(ILossSurface surface, Span<double> start, double flat, double gain, int mostSteps)
    {
        start.CopyTo(place);
        var value = surface.Evaluate(place, gradient);
        remembered = 0;
        for (var step = 0; step < mostSteps && Largest(gradient) > flat; step++)
        {
            var next = TryStep(surface, value);
            if (double.IsNaN(next) && remembered > 0)
            {
                remembered = 0; // forget what was learnt elsewhere, and try straight downhill
                next = TryStep(surface, value);
            }

            if (double.IsNaN(next))
            {
                break;
            }

            Remember();
            var gained = value - next;
            value = next;
            if (gained < gain * value)
            {
                break;
            }
        }

        Steepness = Largest(gradient);
        place.CopyTo(start);
        return value;
    }

    /// <summary>Looks along the direction for a place that is low and flat enough; NaN where there is none.</summary>
    private double TryStep(ILossSurface surface, double value)
    {
        PointDownhill();
        var slope = Dot(direction, gradient);
        var (near, far) = (0.0, double.PositiveInfinity);
        var length = remembered == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
        for (var attempt = 0; attempt < MostTries && slope < 0; attempt++)
        {
            for (var i = 0; i < dimension; i++)
            {
                nextPlace[i] = place[i] + (length * direction[i]);
            }

            var next = surface.Evaluate(nextPlace, nextGradient);
            if (!(next <= value + (Enough * length * slope)))
            {
                far = length; // too far, or not a number there
            }
            else if (Dot(direction, nextGradient) < Flatter * slope)
            {
                near = length; // still as steep: go on
            }
            else
            {
                return next;
            }

            length = double.IsInfinity(far) ? 2 * near : (near + far) / 2;
        }

        return double.NaN;
    }

    /// <summary>The two loops of the method: the gradient, unbent through the remembered steps, newest first, and bent again.</summary>
    private void PointDownhill()
    {
        for (var i = 0; i < dimension; i++)
        {
            direction[i] = -gradient[i];
        }

        var known = Math.Min(remembered, Memory);
        for (var age = 1; age <= known; age++)
        {
            var k = (remembered - age) % Memory;
            weights[k] = Dot(steps[k], direction) * inverses[k];
            Add(direction, -weights[k], changes[k]);
        }

        if (known > 0)
        {
            var newest = (remembered - 1) % Memory;
            Scale(direction, 1 / (inverses[newest] * Dot(changes[newest], changes[newest])));
        }

        for (var age = known; age >= 1; age--)
        {
            var k = (remembered - age) % Memory;
            Add(direction, weights[k] - (Dot(changes[k], direction) * inverses[k]), steps[k]);
        }
    }

    private void Remember()
    {
        var k = remembered % Memory;
        for (var i = 0; i < dimension; i++)
        {
            (steps[k][i], changes[k][i]) = (nextPlace[i] - place[i], nextGradient[i] - gradient[i]);
            (place[i], gradient[i]) = (nextPlace[i], nextGradient[i]);
        }

        var curvature = Dot(steps[k], changes[k]);
        if (curvature > 1e-12 * Dot(changes[k], changes[k]))
        {
            inverses[k] = 1 / curvature;
            remembered++;
        }
    }

    private static double Largest(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] to, double factor, double[] values)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * values[i];
        }
    }

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
