// Solutions of chapter 11. Each section takes the place of the exercise's cell.

// exercise: 11-choice
double Chosen(double a, double b, double temperature) => temperature > 0 ? 1 / (1 + Math.Exp((b - a) / temperature)) : (1 + Math.Sign(a - b)) / 2.0;

// exercise: 11-ceiling
(double Ceiling, double Agreement) Limits(double[] probabilities) => (probabilities.Average(p => Math.Max(p, 1 - p)), probabilities.Average(p => (p * p) + ((1 - p) * (1 - p))));

// exercise: 11-elo
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 1 - (1 / (1 + Math.Exp(ratings[loser] - ratings[winner])));
        ratings[winner] += k * surprise;
        ratings[loser] -= k * surprise;
    }

    return ratings;
}
