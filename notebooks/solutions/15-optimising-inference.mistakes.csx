// Typical wrong answers to the exercises of chapter 15. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 15-cache / counts the keys alone
// hint: You counted the keys alone
long CacheBytes(int layers, int keyValueHeads, int headSize, int tokens) => 1L * layers * keyValueHeads * headSize * tokens * 4;

// mistake: 15-cache / counts numbers, not bytes
// hint: That is how many numbers there are
long CacheBytes(int layers, int keyValueHeads, int headSize, int tokens) => 2L * layers * keyValueHeads * headSize * tokens;

// mistake: 15-cache / counts the numbers of the keys
// hint: You counted neither the values nor the bytes
long CacheBytes(int layers, int keyValueHeads, int headSize, int tokens) => 1L * layers * keyValueHeads * headSize * tokens;

// mistake: 15-cache / multiplies ints
// hint: The product was made of ints
long CacheBytes(int layers, int keyValueHeads, int headSize, int tokens) => 2 * 4 * layers * keyValueHeads * headSize * tokens;

// mistake: 15-round / 128 levels
// hint: 128 does not fit into a signed byte
(int[] Whole, double Scale) Quantise(double[] group)
{
    var scale = group.Max(Math.Abs) / 128;
    return (group.Select(x => scale > 0 ? (int)Math.Round(x / scale) : 0).ToArray(), scale);
}

// mistake: 15-round / cuts off
// hint: You cut the digits off
(int[] Whole, double Scale) Quantise(double[] group)
{
    var scale = group.Max(Math.Abs) / 127;
    return (group.Select(x => scale > 0 ? (int)(x / scale) : 0).ToArray(), scale);
}

// mistake: 15-round / the largest number
// hint: You took the largest number, not the largest size
(int[] Whole, double Scale) Quantise(double[] group)
{
    var scale = group.Max() / 127;
    return (group.Select(x => scale > 0 ? (int)Math.Round(x / scale) : 0).ToArray(), scale);
}

// mistake: 15-round / returns the inverse
// hint: That is the inverse
(int[] Whole, double Scale) Quantise(double[] group)
{
    var largest = group.Max(Math.Abs);
    return (group.Select(x => largest > 0 ? (int)Math.Round(x * 127 / largest) : 0).ToArray(), 127 / largest);
}

// mistake: 15-keep / upside down
// hint: The fraction is upside down
bool Keeps(double p, double q, double draw) => draw < q / p;
double[] Missing(double[] p, double[] q)
{
    var rest = p.Zip(q, (own, guess) => Math.Max(0, own - guess)).ToArray();
    return rest.Select(share => share / rest.Sum()).ToArray();
}

// mistake: 15-keep / only what is liked better
// hint: You never keep what the large model likes less
bool Keeps(double p, double q, double draw) => p >= q;
double[] Missing(double[] p, double[] q)
{
    var rest = p.Zip(q, (own, guess) => Math.Max(0, own - guess)).ToArray();
    return rest.Select(share => share / rest.Sum()).ToArray();
}

// mistake: 15-keep / p alone
// hint: You compare the draw with p alone
bool Keeps(double p, double q, double draw) => p >= q || draw < p;
double[] Missing(double[] p, double[] q)
{
    var rest = p.Zip(q, (own, guess) => Math.Max(0, own - guess)).ToArray();
    return rest.Select(share => share / rest.Sum()).ToArray();
}

// mistake: 15-keep / not divided
// hint: with nothing below zero, and it adds up to less than 1
bool Keeps(double p, double q, double draw) => draw < p / q;
double[] Missing(double[] p, double[] q) => p.Zip(q, (own, guess) => Math.Max(0, own - guess)).ToArray();

// mistake: 15-keep / below zero
// hint: a probability is never below zero
bool Keeps(double p, double q, double draw) => draw < p / q;
double[] Missing(double[] p, double[] q)
{
    var rest = p.Zip(q, (own, guess) => own - guess).ToArray();
    return rest.Select(share => share / rest.Sum()).ToArray();
}

// mistake: 15-keep / draws from p
// hint: After a rejection you draw from p itself
bool Keeps(double p, double q, double draw) => draw < p / q;
double[] Missing(double[] p, double[] q) => p;

// mistake: 15-speed / the closed formula
// hint: At α = 1 the closed formula is 0 / 0
double SpeedUp(double alpha, int gamma, double c) => (1 - Math.Pow(alpha, gamma + 1)) / (1 - alpha) / (1 + (gamma * c));

// mistake: 15-speed / without the token of the reading
// hint: You forgot the token that the reading itself gives
double SpeedUp(double alpha, int gamma, double c) => Enumerable.Range(0, gamma).Sum(i => Math.Pow(alpha, i)) / (1 + (gamma * c));

// mistake: 15-speed / guesses are free
// hint: The time of the guesses is missing
double SpeedUp(double alpha, int gamma, double c) => Enumerable.Range(0, gamma + 1).Sum(i => Math.Pow(alpha, i));

// mistake: 15-speed / one guess's time
// hint: You counted one guess's time
double SpeedUp(double alpha, int gamma, double c) => Enumerable.Range(0, gamma + 1).Sum(i => Math.Pow(alpha, i)) / (1 + c);

// mistake: 15-speed / all or nothing
// hint: You took α^γ, the chance that all are kept
double SpeedUp(double alpha, int gamma, double c) => (1 + (gamma * Math.Pow(alpha, gamma))) / (1 + (gamma * c));
