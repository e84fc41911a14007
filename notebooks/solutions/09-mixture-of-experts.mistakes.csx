// Typical wrong answers to the exercises of chapter 09. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 09-balance-loss / forgets E
// hint: The sum alone is smaller
double BalanceLoss(double[] shares, double[] probabilities) => shares.Zip(probabilities, (f, p) => f * p).Sum();

// mistake: 09-balance-loss / two sums
// hint: You multiplied the two sums, which are 1 each
double BalanceLoss(double[] shares, double[] probabilities) => shares.Length * shares.Sum() * probabilities.Sum();

// mistake: 09-balance-loss / squares of the shares
// hint: You squared the shares
double BalanceLoss(double[] shares, double[] probabilities) => shares.Length * shares.Sum(f => f * f);

// mistake: 09-balance-loss / squares of the probabilities
// hint: You squared the probabilities
double BalanceLoss(double[] shares, double[] probabilities) => shares.Length * probabilities.Sum(p => p * p);

// mistake: 09-capacity / one count for all
// hint: You counted all tokens together
bool[] Keep(int[] choices, int experts, int capacity) => choices.Select((_, i) => i < capacity).ToArray();

// mistake: 09-capacity / one too few
// hint: An expert took one token less than it may
bool[] Keep(int[] choices, int experts, int capacity)
{
    var taken = new int[experts];
    return choices.Select(expert => ++taken[expert] < capacity).ToArray();
}

// mistake: 09-capacity / one too many
// hint: An expert took one token more than it may
bool[] Keep(int[] choices, int experts, int capacity)
{
    var taken = new int[experts];
    return choices.Select(expert => taken[expert]++ <= capacity).ToArray();
}

// mistake: 09-capacity / the last are kept
// hint: You kept the last to come
bool[] Keep(int[] choices, int experts, int capacity)
{
    var coming = new int[experts];
    foreach (var expert in choices) { coming[expert]++; }
    return choices.Select(expert => coming[expert]-- <= capacity).ToArray();
}

// mistake: 09-capacity / the whole expert is dropped
// hint: You turned away all tokens of a full expert
bool[] Keep(int[] choices, int experts, int capacity) => choices.Select(expert => choices.Count(other => other == expert) <= capacity).ToArray();

// mistake: 09-bias / the wrong way
// hint: makes the rich richer
double[] Move(double[] bias, int[] load, double rate) => bias.Zip(load, (b, l) => b + (rate * Math.Sign(l - load.Average()))).ToArray();

// mistake: 09-bias / by the size of the error
// hint: You moved by the size of the error
double[] Move(double[] bias, int[] load, double rate) => bias.Zip(load, (b, l) => b + (rate * (load.Average() - l))).ToArray();

// mistake: 09-bias / towards the busiest
// hint: You compared with the largest load, so that nobody goes down
double[] Move(double[] bias, int[] load, double rate) => bias.Zip(load, (b, l) => b + (rate * Math.Sign(load.Max() - l))).ToArray();

// mistake: 09-bias / forgets where it was
// hint: You returned the steps alone
double[] Move(double[] bias, int[] load, double rate) => bias.Zip(load, (b, l) => rate * Math.Sign(load.Average() - l)).ToArray();

// mistake: 09-bias / no third case
// hint: Equal loads made you move
double[] Move(double[] bias, int[] load, double rate) => bias.Zip(load, (b, l) => l < load.Average() ? b + rate : b - rate).ToArray();

// mistake: 09-bytes / counts what stays at home
// hint: You counted vectors that never leave their device
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).ToArray();
    return (away.Distinct().Count() * 2L * channels * sizeof(float)) + (away.Length * sizeof(int));
}).Sum();

// mistake: 09-bytes / one way
// hint: That is the way there alone
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).Where(device => device != home).ToArray();
    return (away.Distinct().Count() * (long)channels * sizeof(float)) + (away.Length * sizeof(int));
}).Sum();

// mistake: 09-bytes / forgets the number
// hint: The vectors are right, but the expert's number travels with them
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).Where(device => device != home).ToArray();
    return away.Distinct().Count() * 2L * channels * sizeof(float);
}).Sum();

// mistake: 09-bytes / floats of one byte
// hint: You counted one byte for each number of the vector
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).Where(device => device != home).ToArray();
    return (away.Distinct().Count() * 2L * channels) + (away.Length * sizeof(int));
}).Sum();

// mistake: 09-bytes / every choice sends a vector
// hint: You sent the vector once for each choice
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).Where(device => device != home).ToArray();
    return away.Length * ((2L * channels * sizeof(float)) + sizeof(int));
}).Sum();

// mistake: 09-bytes / one number for both
// hint: You sent the number of one expert only
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).Where(device => device != home).ToArray();
    return away.Distinct().Count() * ((2L * channels * sizeof(float)) + sizeof(int));
}).Sum();
