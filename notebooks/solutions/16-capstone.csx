// Solutions of chapter 16. Each section takes the place of the exercise's cell.

// exercise: 16-passes
long StepPasses(int responses, int tokensEach, int epochs) => (long)responses * tokensEach * (5 + (6 * epochs));
double PretrainingTokens(long passes) => passes / 3.0;

// exercise: 16-chain
string[] Keys(string[] options, Func<string, string> hash)
{
    var keys = new List<string>();
    foreach (var option in options) { keys.Add(hash((keys.Count > 0 ? keys[^1] : "") + "\n" + option)); }
    return [.. keys];
}

int ToTrain(string[] kept, string[] wanted) => wanted.Count(key => !kept.Contains(key));

// exercise: 16-paired
double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);
double PairedErrors(double[] first, double[] second) => second.Zip(first, (b, a) => b - a).ToArray() is var d ? d.Average() / Math.Sqrt(Variance(d) / d.Length) : 0;
double SeparateErrors(double[] first, double[] second) => (second.Average() - first.Average()) / Math.Sqrt((Variance(first) / first.Length) + (Variance(second) / second.Length));
