// Typical wrong answers to the exercises of chapter 12. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 12-clip / a band around zero
// hint: Your band lies around 0
double Clipped(double ratio, double advantage, double epsilon) => Math.Min(ratio * advantage, Math.Clamp(ratio, -epsilon, epsilon) * advantage);

// mistake: 12-clip / clips the advantage
// hint: You clipped the advantage
double Clipped(double ratio, double advantage, double epsilon) => Math.Min(ratio * advantage, ratio * Math.Clamp(advantage, 1 - epsilon, 1 + epsilon));

// mistake: 12-clip / never clipped
// hint: Nothing is clipped
double Clipped(double ratio, double advantage, double epsilon) => ratio * advantage;

// mistake: 12-clip / clipped alone
// hint: You always take the clipped one
double Clipped(double ratio, double advantage, double epsilon) => Math.Clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage;

// mistake: 12-clip / the larger of the two
// hint: You took the larger of the two
double Clipped(double ratio, double advantage, double epsilon) => Math.Max(ratio * advantage, Math.Clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage);

// mistake: 12-kl / without the minus one
// hint: At no distance your k3 is 1
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => p - r).ToArray();
    return (k1.Average(), k1.Average(k => k * k / 2), k1.Average(k => Math.Exp(-k) + k));
}

// mistake: 12-kl / policy and reference exchanged
// hint: The sign is turned
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => r - p).ToArray();
    return (k1.Average(), k1.Average(k => k * k / 2), k1.Average(k => Math.Exp(-k) - 1 + k));
}

// mistake: 12-kl / ratios of logarithms
// hint: You divided the logarithms
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => p / r == 1 ? 0 : p / r).ToArray();
    return (k1.Average(), k1.Average(k => k * k / 2), k1.Average(k => Math.Exp(-k) - 1 + k));
}

// mistake: 12-kl / the square without the half
// hint: Your k2 is the whole square
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => p - r).ToArray();
    return (k1.Average(), k1.Average(k => k * k), k1.Average(k => Math.Exp(-k) - 1 + k));
}

// mistake: 12-kl / the exponential of plus k1
// hint: The exponent of k3 has the wrong sign
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => p - r).ToArray();
    return (k1.Average(), k1.Average(k => k * k / 2), k1.Average(k => Math.Exp(k) - 1 - k));
}

// mistake: 12-kl / sums
// hint: You added up
(double K1, double K2, double K3) Estimators(double[] policy, double[] reference)
{
    var k1 = policy.Zip(reference, (p, r) => p - r).ToArray();
    return (k1.Sum(), k1.Sum(k => k * k / 2), k1.Sum(k => Math.Exp(-k) - 1 + k));
}

// mistake: 12-group / n - 1
// hint: You divided the sum of squares by n - 1
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = Math.Sqrt(rewards.Sum(r => (r - mean) * (r - mean)) / (rewards.Length - 1));
    return rewards.Select(r => deviation < 1e-12 ? 0 : (r - mean) / deviation).ToArray();
}

// mistake: 12-group / the mean is not subtracted
// hint: You divided but did not subtract the mean
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = Math.Sqrt(rewards.Average(r => (r - mean) * (r - mean)));
    return rewards.Select(r => deviation < 1e-12 ? 0 : r / deviation).ToArray();
}

// mistake: 12-group / zero over zero
// hint: 0 / 0 is NaN, and one NaN spoils every weight
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = Math.Sqrt(rewards.Average(r => (r - mean) * (r - mean)));
    return rewards.Select(r => (r - mean) / deviation).ToArray();
}

// mistake: 12-group / only subtracts
// hint: You subtracted the mean but did not divide by the deviation (in the first check it was 1).
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = Math.Sqrt(rewards.Average(r => (r - mean) * (r - mean)));
    return rewards.Select(r => r - mean).ToArray();
}

// mistake: 12-group / divides by the variance
// hint: You divided by the variance
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = rewards.Average(r => (r - mean) * (r - mean));
    return rewards.Select(r => deviation < 1e-12 ? 0 : (r - mean) / deviation).ToArray();
}

// mistake: 12-group / absolute differences
// hint: You averaged the absolute differences
double[] Advantages(double[] rewards)
{
    var mean = rewards.Average();
    var deviation = rewards.Average(r => Math.Abs(r - mean));
    return rewards.Select(r => deviation < 1e-12 ? 0 : (r - mean) / deviation).ToArray();
}
