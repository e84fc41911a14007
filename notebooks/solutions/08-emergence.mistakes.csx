// Typical wrong answers to the exercises of chapter 08. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 08-horizon / divides whole numbers
// hint: 1 / k divides whole numbers and is 0 from k = 2 on
double OneStep(int k) => Math.Pow(0.5, 1 / k);

// mistake: 08-horizon / a power for a root
// hint: You raised one half to the power k
double OneStep(int k) => Math.Pow(0.5, k);

// mistake: 08-horizon / shares the failures out
// hint: chances of steps multiply
double OneStep(int k) => 1 - (0.5 / k);

// mistake: 08-prefix / a count
// hint: That is how many digits are right
double RightPrefix(Answer answer) => answer.Expected.Zip(answer.Given).TakeWhile(pair => pair.First == pair.Second).Count();

// mistake: 08-prefix / counts all right digits
// hint: You counted right digits behind the first error too
double RightPrefix(Answer answer) => (double)answer.Expected.Zip(answer.Given).Count(pair => pair.First == pair.Second) / answer.Expected.Count;

// mistake: 08-prefix / divides whole numbers
// hint: A whole number over a whole number is cut to a whole number
double RightPrefix(Answer answer) => answer.Expected.Zip(answer.Given).TakeWhile(pair => pair.First == pair.Second).Count() / answer.Expected.Count;

// mistake: 08-prefix / counts the error too
// hint: You counted the first wrong digit as well; only those before it count.
double RightPrefix(Answer answer) => Enumerable.Range(0, answer.Expected.Count).Where(i => answer.Expected[i] != answer.Given[i]).Select(i => i + 1).FirstOrDefault(answer.Expected.Count) / (double)answer.Expected.Count;

// mistake: 08-zero / at least one
// hint: That is the chance to see a success
double ChanceOfZero(double p, int n) => 1 - Math.Pow(1 - p, n);

// mistake: 08-zero / all succeed
// hint: That is the chance that all n succeed
double ChanceOfZero(double p, int n) => Math.Pow(p, n);

// mistake: 08-zero / adds up
// hint: You took p off n times and fell below 0
double ChanceOfZero(double p, int n) => 1 - (n * p);

// mistake: 08-zero / small p only
// hint: exp(-n·p) is near for a small p only
double ChanceOfZero(double p, int n) => Math.Exp(-n * p);

// mistake: 08-forge / begins at no token
// hint: A length of 0 makes p^L one everywhere
int ShortestLength(double sharpness)
{
    var x = Enumerable.Range(0, 101).Select(i => i / 100.0).ToArray();
    return Enumerable.Range(0, 1000).First(L => Sharpness.Of(x, x.Select(v => Math.Pow(0.05 + 0.9 * v, L)).ToArray()) >= sharpness - 1e-6);
}

// mistake: 08-forge / as sharp as can be
// hint: You took the first length that is not sharp enough
int ShortestLength(double sharpness)
{
    var x = Enumerable.Range(0, 101).Select(i => i / 100.0).ToArray();
    return Enumerable.Range(1, 1000).First(L => Sharpness.Of(x, x.Select(v => Math.Pow(0.05 + 0.9 * v, L)).ToArray()) <= sharpness + 1e-6);
}

// mistake: 08-forge / another line
// hint: Your line begins at p = 0
int ShortestLength(double sharpness)
{
    var x = Enumerable.Range(0, 101).Select(i => i / 100.0).ToArray();
    return Enumerable.Range(1, 1000).First(L => Sharpness.Of(x, x.Select(v => Math.Pow(v, L)).ToArray()) >= sharpness - 1e-6);
}
