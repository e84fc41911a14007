// Typical wrong answers to the exercises of chapter 11. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 11-choice / the wrong sign
// hint: You gave the chance of the other answer
double Chosen(double a, double b, double temperature) => temperature > 0 ? 1 / (1 + Math.Exp((a - b) / temperature)) : (1 + Math.Sign(a - b)) / 2.0;

// mistake: 11-choice / a share of the rewards
// hint: You took the first reward as a share of both
double Chosen(double a, double b, double temperature) => temperature > 0 ? a / (a + b) : (1 + Math.Sign(a - b)) / 2.0;

// mistake: 11-choice / the better one always
// hint: You always let the better one win
double Chosen(double a, double b, double temperature) => (1 + Math.Sign(a - b)) / 2.0;

// mistake: 11-choice / the temperature is not used
// hint: The temperature changes nothing yet
double Chosen(double a, double b, double temperature) => temperature > 0 ? 1 / (1 + Math.Exp(b - a)) : (1 + Math.Sign(a - b)) / 2.0;

// mistake: 11-choice / multiplies
// hint: You multiplied by the temperature, so heat made the choice certain
double Chosen(double a, double b, double temperature) => temperature > 0 ? 1 / (1 + Math.Exp((b - a) * temperature)) : (1 + Math.Sign(a - b)) / 2.0;

// mistake: 11-choice / zero over zero
// hint: 0 / 0 is NaN
double Chosen(double a, double b, double temperature) => 1 / (1 + Math.Exp((b - a) / temperature));

// mistake: 11-choice / one of two equals wins
// hint: One of two equal answers always wins
double Chosen(double a, double b, double temperature) => temperature > 0 ? 1 / (1 + Math.Exp((b - a) / temperature)) : a > b ? 1 : 0;

// mistake: 11-ceiling / disagreement
// hint: That is how often they disagree
(double Ceiling, double Agreement) Limits(double[] probabilities) => (probabilities.Average(p => Math.Max(p, 1 - p)), probabilities.Average(p => 2 * p * (1 - p)));

// mistake: 11-ceiling / the mean first
// hint: You took the mean over the pairs first
(double Ceiling, double Agreement) Limits(double[] probabilities) => (Math.Max(probabilities.Average(), 1 - probabilities.Average()), probabilities.Average(p => (p * p) + ((1 - p) * (1 - p))));

// mistake: 11-ceiling / the first answer always
// hint: That is how often the first answer is chosen
(double Ceiling, double Agreement) Limits(double[] probabilities) => (probabilities.Average(), probabilities.Average(p => (p * p) + ((1 - p) * (1 - p))));

// mistake: 11-ceiling / agree on the first alone
// hint: Two annotators also agree when both choose the second.
(double Ceiling, double Agreement) Limits(double[] probabilities) => (probabilities.Average(p => Math.Max(p, 1 - p)), probabilities.Average(p => p * p));

// mistake: 11-ceiling / as sure as the best
// hint: Your agreement is the ceiling, but the other annotator is not the best guesser
(double Ceiling, double Agreement) Limits(double[] probabilities) => (probabilities.Average(p => Math.Max(p, 1 - p)), probabilities.Average(p => Math.Max(p, 1 - p)));

// mistake: 11-elo / a whole k
// hint: You moved by a whole k
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 1;
        ratings[winner] += k * surprise;
        ratings[loser] -= k * surprise;
    }

    return ratings;
}

// mistake: 11-elo / the loser keeps
// hint: The loser stays where it was
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 1 - (1 / (1 + Math.Exp(ratings[loser] - ratings[winner])));
        ratings[winner] += k * surprise;
        
    }

    return ratings;
}

// mistake: 11-elo / down for the winner
// hint: The winner went down
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 1 - (1 / (1 + Math.Exp(ratings[loser] - ratings[winner])));
        ratings[winner] -= k * surprise;
        ratings[loser] += k * surprise;
    }

    return ratings;
}

// mistake: 11-elo / the loser sees the new rating
// hint: You worked out the surprise again after the winner had moved
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 1 - (1 / (1 + Math.Exp(ratings[loser] - ratings[winner])));
        ratings[winner] += k * surprise;
        ratings[loser] -= k * (1 - (1 / (1 + Math.Exp(ratings[loser] - ratings[winner]))));
    }

    return ratings;
}

// mistake: 11-elo / ratings before the first game
// hint: The second victory surprised as much as the first
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 0.5;
        ratings[winner] += k * surprise;
        ratings[loser] -= k * surprise;
    }

    return ratings;
}

// mistake: 11-elo / surprised by the favourite
// hint: The second victory surprised more than the first
double[] Elo(int players, (int Winner, int Loser)[] games, double k)
{
    var ratings = new double[players];
    foreach (var (winner, loser) in games)
    {
        var surprise = 1 / (1 + Math.Exp(ratings[loser] - ratings[winner]));
        ratings[winner] += k * surprise;
        ratings[loser] -= k * surprise;
    }

    return ratings;
}
