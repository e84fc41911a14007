// Solutions of chapter 08. Each section takes the place of the exercise's cell.

// exercise: 08-horizon
double OneStep(int k) => Math.Pow(0.5, 1.0 / k);

// exercise: 08-prefix
double RightPrefix(Answer answer) => (double)answer.Expected.Zip(answer.Given).TakeWhile(pair => pair.First == pair.Second).Count() / answer.Expected.Count;

// exercise: 08-zero
double ChanceOfZero(double p, int n) => Math.Pow(1 - p, n);

// exercise: 08-forge
int ShortestLength(double sharpness)
{
    var x = Enumerable.Range(0, 101).Select(i => i / 100.0).ToArray();
    return Enumerable.Range(1, 1000).First(L => Sharpness.Of(x, x.Select(v => Math.Pow(0.05 + 0.9 * v, L)).ToArray()) >= sharpness - 1e-6);
}
