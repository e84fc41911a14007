// Typical wrong answers to the exercises of chapter 04. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 04-schedule / divides whole numbers
// hint: divides whole numbers and is cut to 0
double Rate(int step) => step < 10 ? (step + 1) / 10 : (100 - step) / 91.0;

// mistake: 04-schedule / forgets that steps count from 0
// hint: Step 0 is the first step
double Rate(int step) => step < 10 ? step / 10.0 : (100 - step) / 91.0;

// mistake: 04-schedule / rises one step too long
// hint: The fall begins a step early
double Rate(int step) => step < 9 ? (step + 1) / 10.0 : (100 - step) / 100.0;

// mistake: 04-schedule / ends a step late
// hint: At step 100 some of the rate is left
double Rate(int step) => step < 10 ? (step + 1) / 10.0 : (101 - step) / 92.0;

// mistake: 04-schedule / a hundred steps
// hint: You spread the fall over 100 steps
double Rate(int step) => step < 10 ? (step + 1) / 10.0 : (100 - step) / 100.0;

// mistake: 04-schedule / a cosine
// hint: That is half a cosine, a fine schedule too
double Rate(int step) => step < 10 ? (step + 1) / 10.0 : (1 + Math.Cos(Math.PI * (step - 9) / 91)) / 2;

// mistake: 04-temperature / not divided
// hint: These are the exponentials themselves
double[] Soften(double[] logits, double temperature)
{
    var largest = logits.Max();
    var weights = logits.Select(logit => Math.Exp((logit - largest) / temperature)).ToArray();
    return weights;
}

// mistake: 04-temperature / multiplies
// hint: You multiplied by the temperature, so heat sharpens
double[] Soften(double[] logits, double temperature)
{
    var largest = logits.Max();
    var weights = logits.Select(logit => Math.Exp((logit - largest) * temperature)).ToArray();
    return weights.Select(weight => weight / weights.Sum()).ToArray();
}

// mistake: 04-temperature / no effect
// hint: The temperature has no effect
double[] Soften(double[] logits, double temperature)
{
    var largest = logits.Max();
    var weights = logits.Select(logit => Math.Exp(logit - largest) / temperature).ToArray();
    return weights.Select(weight => weight / weights.Sum()).ToArray();
}

// mistake: 04-temperature / overflows
// hint: infinity over infinity is NaN
double[] Soften(double[] logits, double temperature)
{
    var largest = logits.Max();
    var weights = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
    return weights.Select(weight => weight / weights.Sum()).ToArray();
}

// mistake: 04-clip / clips each entry
// hint: You clipped each entry by itself, which turns the gradient
double[] Clip(double[] gradient, double limit) => gradient.Select(g => Math.Clamp(g, -limit, limit)).ToArray();

// mistake: 04-clip / adds absolute values
// hint: You took the sum of the absolute values for the length
double[] Clip(double[] gradient, double limit)
{
    var length = gradient.Sum(Math.Abs);
    return length > limit ? gradient.Select(g => g * limit / length).ToArray() : gradient;
}

// mistake: 04-clip / forgets the root
// hint: You divided by the sum of squares
double[] Clip(double[] gradient, double limit)
{
    var length = gradient.Sum(g => g * g);
    return length > limit ? gradient.Select(g => g * limit / length).ToArray() : gradient;
}

// mistake: 04-clip / the largest entry
// hint: You measured by the largest entry
double[] Clip(double[] gradient, double limit)
{
    var length = gradient.Max(Math.Abs);
    return length > limit ? gradient.Select(g => g * limit / length).ToArray() : gradient;
}

// mistake: 04-clip / always scales
// hint: You stretched a short gradient to the limit
double[] Clip(double[] gradient, double limit)
{
    var length = Math.Sqrt(gradient.Sum(g => g * g));
    return length > 0 ? gradient.Select(g => g * limit / length).ToArray() : gradient;
}

// mistake: 04-clip / divides by zero
// hint: zero is not above the limit
double[] Clip(double[] gradient, double limit)
{
    var length = Math.Sqrt(gradient.Sum(g => g * g));
    return gradient.Select(g => g / length * Math.Min(length, limit)).ToArray();
}

// mistake: 04-orthogonal / not divided by its length
// hint: The numbers run away
Tensor Orthogonal(Tensor gradient)
{
    var x = gradient;
    for (var i = 0; i < 5; i++)
    {
        var a = TensorMath.MatMul(x, x.T);
        x = (3.4445 * x) + TensorMath.MatMul((-4.7750 * a) + (2.0315 * TensorMath.MatMul(a, a)), x);
    }

    return x;
}

// mistake: 04-orthogonal / A stays the first
// hint: A must be worked out anew from the X of each round
Tensor Orthogonal(Tensor gradient)
{
    var x = gradient / gradient.norm();
    var a = TensorMath.MatMul(x, x.T);
    for (var i = 0; i < 5; i++)
    {
        x = (3.4445 * x) + TensorMath.MatMul((-4.7750 * a) + (2.0315 * TensorMath.MatMul(a, a)), x);
    }

    return x;
}

// mistake: 04-orthogonal / each round starts from G
// hint: Each round starts from the same X, so that only one counts
Tensor Orthogonal(Tensor gradient)
{
    var x = gradient / gradient.norm();
    for (var i = 0; i < 1; i++)
    {
        var a = TensorMath.MatMul(x, x.T);
        x = (3.4445 * x) + TensorMath.MatMul((-4.7750 * a) + (2.0315 * TensorMath.MatMul(a, a)), x);
    }

    return x;
}

// mistake: 04-orthogonal / the transpose on the wrong side
// hint: stands to the left of X
Tensor Orthogonal(Tensor gradient)
{
    var x = gradient / gradient.norm();
    for (var i = 0; i < 5; i++)
    {
        var a = TensorMath.MatMul(x.T, x);
        x = (3.4445 * x) + TensorMath.MatMul((-4.7750 * a) + (2.0315 * TensorMath.MatMul(a, a)), x);
    }

    return x;
}
