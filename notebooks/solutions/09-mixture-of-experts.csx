// Solutions of chapter 09. Each section takes the place of the exercise's cell.

// exercise: 09-balance-loss
double BalanceLoss(double[] shares, double[] probabilities) => shares.Length * shares.Zip(probabilities, (f, p) => f * p).Sum();

// exercise: 09-capacity
bool[] Keep(int[] choices, int experts, int capacity)
{
    var taken = new int[experts];
    return choices.Select(expert => taken[expert]++ < capacity).ToArray();
}

// exercise: 09-bias
double[] Move(double[] bias, int[] load, double rate) => bias.Zip(load, (b, l) => b + (rate * Math.Sign(load.Average() - l))).ToArray();

// exercise: 09-bytes
long Bytes(int[][] choices, int experts, int devices, int channels) => choices.Select((chosen, token) =>
{
    var home = token * devices / choices.Length;
    var away = chosen.Select(expert => expert * devices / experts).Where(device => device != home).ToArray();
    return (away.Distinct().Count() * 2L * channels * sizeof(float)) + (away.Length * sizeof(int));
}).Sum();
