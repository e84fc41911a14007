// Solutions of chapter 04. Each section takes the place of the exercise's cell.

// exercise: 04-schedule
double Rate(int step) => step < 10 ? (step + 1) / 10.0 : Math.Max(0, (100 - step) / 91.0);

// exercise: 04-temperature
double[] Soften(double[] logits, double temperature)
{
    var largest = logits.Max();
    var weights = logits.Select(logit => Math.Exp((logit - largest) / temperature)).ToArray();
    return weights.Select(weight => weight / weights.Sum()).ToArray();
}

// exercise: 04-clip
double[] Clip(double[] gradient, double limit)
{
    var length = Math.Sqrt(gradient.Sum(g => g * g));
    return length > limit ? gradient.Select(g => g * limit / length).ToArray() : gradient;
}

// exercise: 04-orthogonal
Tensor Orthogonal(Tensor gradient)
{
    var x = gradient / gradient.norm();
    for (var i = 0; i < 5; i++)
    {
        var a = TensorMath.MatMul(x, x.T);
        x = (3.4445 * x) + TensorMath.MatMul((-4.7750 * a) + (2.0315 * TensorMath.MatMul(a, a)), x);
    }

    return x;
}
