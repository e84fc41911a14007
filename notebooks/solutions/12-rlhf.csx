// Solutions of chapter 12. Each section takes the place of the exercise's cell.

// exercise: 12-clip
double Clipped(double ratio, double advantage, double epsilon) => Math.Min(ratio * advantage, Math.Clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage);

// exercise: 12-kl
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => p - r).ToArray();
    return (k1.Average(), k1.Average(k => k * k / 2), k1.Average(k => Math.Exp(-k) - 1 + k));
}

// exercise: 12-group
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = Math.Sqrt(rewards.Average(r => (r - mean) * (r - mean)));
    return rewards.Select(r => deviation < 1e-12 ? 0 : (r - mean) / deviation).ToArray();
}
