// Solutions of chapter 15. Each section takes the place of the exercise's cell.

// exercise: 15-cache
long CacheBytes(int layers, int keyValueHeads, int headSize, int tokens) => 2L * layers * keyValueHeads * headSize * tokens * sizeof(float);

// exercise: 15-round
(int[] Whole, double Scale) Quantise(double[] group)
{
    var scale = group.Max(Math.Abs) / 127;
    return (group.Select(x => scale > 0 ? (int)Math.Round(x / scale) : 0).ToArray(), scale);
}

// exercise: 15-keep
bool Keeps(double p, double q, double draw) => draw < p / q;
double[] Missing(double[] p, double[] q)
{
    var rest = p.Zip(q, (own, guess) => Math.Max(0, own - guess)).ToArray();
    return rest.Select(share => share / rest.Sum()).ToArray();
}

// exercise: 15-speed
double SpeedUp(double alpha, int gamma, double c) => Enumerable.Range(0, gamma + 1).Sum(i => Math.Pow(alpha, i)) / (1 + (gamma * c));
