// Typical wrong answers to the exercises of chapter 10. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 10-loss / a sum
// hint: You added up
double ResponseLoss(double[] probabilities, bool[] isResponse) => probabilities.Where((_, i) => isResponse[i]).Sum(p => -Math.Log(p)) + 0.0;

// mistake: 10-loss / bits
// hint: You counted bits, with the logarithm to base 2
double ResponseLoss(double[] probabilities, bool[] isResponse) => probabilities.Where((_, i) => isResponse[i]).Average(p => -Math.Log2(p)) + 0.0;

// mistake: 10-loss / the wrong sign
// hint: A loss is positive
double ResponseLoss(double[] probabilities, bool[] isResponse) => probabilities.Where((_, i) => isResponse[i]).Average(p => Math.Log(p));

// mistake: 10-loss / the logarithm of the mean
// hint: You took the mean first and then its logarithm
double ResponseLoss(double[] probabilities, bool[] isResponse) => -Math.Log(probabilities.Where((_, i) => isResponse[i]).Average());

// mistake: 10-loss / the prompt counts
// hint: The prompt is in your mean
double ResponseLoss(double[] probabilities, bool[] isResponse) => probabilities.Average(p => -Math.Log(p)) + 0.0;

// mistake: 10-loss / divides by all places
// hint: You left the prompt out of the sum but not out of the count
double ResponseLoss(double[] probabilities, bool[] isResponse) => probabilities.Where((_, i) => isResponse[i]).Sum(p => -Math.Log(p)) / probabilities.Length + 0.0;

// mistake: 10-mask / the mark of the turn too
// hint: You included the mark that opens the turn
bool[] Mask(string[] words)
{
    var speaks = false;
    return words.Select(word =>
    {
        var said = speaks || word == "<assistant>";
        speaks = word == "<assistant>" || (speaks && word is not "<end>" and not "<user>");
        return said;
    }).ToArray();
}

// mistake: 10-mask / without the end
// hint: You left out the end of the turn
bool[] Mask(string[] words)
{
    var speaks = false;
    return words.Select(word =>
    {
        var said = speaks && word is not "<user>" and not "<end>";
        speaks = word == "<assistant>" || (speaks && word is not "<end>" and not "<user>");
        return said;
    }).ToArray();
}

// mistake: 10-mask / the user speaks
// hint: You marked what the user says
bool[] Mask(string[] words)
{
    var speaks = false;
    return words.Select(word =>
    {
        var said = speaks && word is not "<assistant>" and not "<end>";
        speaks = word == "<user>" || (speaks && word != "<assistant>");
        return said;
    }).ToArray();
}

// mistake: 10-mask / never falls silent
// hint: Once it speaks, your assistant never stops, and learns the second question too
bool[] Mask(string[] words)
{
    var speaks = false;
    return words.Select(word =>
    {
        var said = speaks;
        speaks = speaks || word == "<assistant>";
        return said;
    }).ToArray();
}

// mistake: 10-mask / the first turn alone
// hint: You marked the first turn only
bool[] Mask(string[] words) => words.Select((_, i) => i > Array.IndexOf(words, "<assistant>") && i <= Array.IndexOf(words, "<end>")).ToArray();

// mistake: 10-spring / exchanged
// hint: Each pull has the place of the other one
double Rest(double c, double n, double o, double fisher, double lambda) => (c * o + lambda * fisher * n) / (c + lambda * fisher);

// mistake: 10-spring / half-way
// hint: That is always half-way
double Rest(double c, double n, double o, double fisher, double lambda) => (n + o) / 2;

// mistake: 10-spring / one half is lost
// hint: One of the two halves is lost
double Rest(double c, double n, double o, double fisher, double lambda) => (c * n + 2 * lambda * fisher * o) / (c + 2 * lambda * fisher);

// mistake: 10-spring / the wrong sign
// hint: The two pulls must be in balance
double Rest(double c, double n, double o, double fisher, double lambda) => (c * n - lambda * fisher * o) / (c - lambda * fisher);

// mistake: 10-spring / not divided
// hint: You added up the pulls
double Rest(double c, double n, double o, double fisher, double lambda) => lambda * fisher == 0 ? n : c * n + lambda * fisher * o;

// mistake: 10-spring / the Fisher information is not used
// hint: The spring holds a weight that the old task does not need
double Rest(double c, double n, double o, double fisher, double lambda) => (c * n + lambda * o) / (c + lambda);

// mistake: 10-adapter / the whole matrix
// hint: That is the size of the matrix itself
long AdapterSize((long Out, long In)[] matrices, int rank) => matrices.Sum(m => m.Out * m.In);
int FirstRankWithoutSaving(long m, long n) => (int)((m * n + m + n - 1) / (m + n));

// mistake: 10-adapter / a product
// hint: You multiplied the two sizes
long AdapterSize((long Out, long In)[] matrices, int rank) => matrices.Sum(m => rank * m.Out * m.In);
int FirstRankWithoutSaving(long m, long n) => (int)((m * n + m + n - 1) / (m + n));

// mistake: 10-adapter / one of the two
// hint: You counted one of the two matrices
long AdapterSize((long Out, long In)[] matrices, int rank) => matrices.Sum(m => rank * m.Out);
int FirstRankWithoutSaving(long m, long n) => (int)((m * n + m + n - 1) / (m + n));

// mistake: 10-adapter / equal is no saving
// hint: At rank 64 the adapter is exactly as large as the matrix, and that is no saving any more.
long AdapterSize((long Out, long In)[] matrices, int rank) => matrices.Sum(m => rank * (m.Out + m.In));
int FirstRankWithoutSaving(long m, long n) => (int)(m * n / (m + n)) + 1;

// mistake: 10-adapter / rounded down
// hint: Whole numbers are cut when they are divided
long AdapterSize((long Out, long In)[] matrices, int rank) => matrices.Sum(m => rank * (m.Out + m.In));
int FirstRankWithoutSaving(long m, long n) => (int)(m * n / (m + n));
