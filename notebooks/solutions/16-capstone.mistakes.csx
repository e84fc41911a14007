// Typical wrong answers to the exercises of chapter 16. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 16-passes / one epoch
// hint: The epochs are missing
long StepPasses(int responses, int tokensEach, int epochs) => (long)responses * tokensEach * (5 + (6 * Math.Min(epochs, 1)));
double PretrainingTokens(long passes) => passes / 3.0;

// mistake: 16-passes / the policy alone
// hint: Only the policy learns in your count
long StepPasses(int responses, int tokensEach, int epochs) => (long)responses * tokensEach * (5 + (3 * epochs));
double PretrainingTokens(long passes) => passes / 3.0;

// mistake: 16-passes / a pass for a token
// hint: You took one pass for a token of pre-training
long StepPasses(int responses, int tokensEach, int epochs) => (long)responses * tokensEach * (5 + (6 * epochs));
double PretrainingTokens(long passes) => passes;

// mistake: 16-passes / the other way round
// hint: The other way round
long StepPasses(int responses, int tokensEach, int epochs) => (long)responses * tokensEach * (5 + (6 * epochs));
double PretrainingTokens(long passes) => 3.0 * passes;

// mistake: 16-chain / all options everywhere
// hint: All options go into every key
string[] Keys(string[] options, Func<string, string> hash) => [.. options.Select((_, i) => hash(i + string.Join('\n', options)))];
int ToTrain(string[] kept, string[] wanted) => wanted.Count(key => !kept.Contains(key));

// mistake: 16-chain / each for itself
// hint: A key sees its own option alone
string[] Keys(string[] options, Func<string, string> hash) => [.. options.Select(hash)];
int ToTrain(string[] kept, string[] wanted) => wanted.Count(key => !kept.Contains(key));

// mistake: 16-chain / nothing between
// hint: put something between them
string[] Keys(string[] options, Func<string, string> hash) => [.. options.Select((_, i) => hash(string.Concat(options.Take(i + 1))))];
int ToTrain(string[] kept, string[] wanted) => wanted.Count(key => !kept.Contains(key));

// mistake: 16-chain / what is there
// hint: You counted the stages that are there already
string[] Keys(string[] options, Func<string, string> hash) => [.. options.Select((_, i) => hash(string.Join('\n', options.Take(i + 1))))];
int ToTrain(string[] kept, string[] wanted) => wanted.Count(kept.Contains);

// mistake: 16-paired / the deviation of the differences
// hint: You divided by the deviation of the differences
double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);
double PairedErrors(double[] first, double[] second) => second.Zip(first, (b, a) => b - a).ToArray() is var d ? d.Average() / Math.Sqrt(Variance(d)) : 0;
double SeparateErrors(double[] first, double[] second) => 0;

// mistake: 16-paired / by n
// hint: The variance is divided by n
double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / values.Length;
double PairedErrors(double[] first, double[] second) => second.Zip(first, (b, a) => b - a).ToArray() is var d ? d.Average() / Math.Sqrt(Variance(d) / d.Length) : 0;
double SeparateErrors(double[] first, double[] second) => 0;

// mistake: 16-paired / the first less the second
// hint: The sign is turned
double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);
double PairedErrors(double[] first, double[] second) => first.Zip(second, (a, b) => a - b).ToArray() is var d ? d.Average() / Math.Sqrt(Variance(d) / d.Length) : 0;
double SeparateErrors(double[] first, double[] second) => 0;
