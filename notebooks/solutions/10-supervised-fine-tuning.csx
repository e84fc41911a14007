// Solutions of chapter 10. Each section takes the place of the exercise's cell.

// exercise: 10-loss
double ResponseLoss(double[] probabilities, bool[] isResponse) => probabilities.Where((_, i) => isResponse[i]).Average(p => -Math.Log(p)) + 0.0; // + 0.0 makes of −0 a 0

// exercise: 10-mask
bool[] Mask(string[] words)
{
    var speaks = false;
    return words.Select(word =>
    {
        var said = speaks && word != "<user>";
        speaks = word == "<assistant>" || (speaks && word is not "<end>" and not "<user>");
        return said;
    }).ToArray();
}

// exercise: 10-spring
double Rest(double c, double n, double o, double fisher, double lambda) => (c * n + lambda * fisher * o) / (c + lambda * fisher);

// exercise: 10-adapter
long AdapterSize((long Out, long In)[] matrices, int rank) => matrices.Sum(m => rank * (m.Out + m.In));
int FirstRankWithoutSaving(long m, long n) => (int)((m * n + m + n - 1) / (m + n));
