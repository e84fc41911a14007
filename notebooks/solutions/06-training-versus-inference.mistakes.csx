// Typical wrong answers to the exercises of chapter 06. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 06-tokens / forgets what nobody can avoid
// hint: You left out E, which neither size nor text can take away
double TokensNeeded(ChinchillaLaw l, double n, double loss) =>
    loss - (l.A / Math.Pow(n, l.Alpha)) is > 0 and var left ? Math.Pow(left / l.B, -1 / l.Beta) : double.PositiveInfinity;

// mistake: 06-tokens / forgets the model's part
// hint: You left out A/N^α
double TokensNeeded(ChinchillaLaw l, double n, double loss) =>
    loss - l.E is > 0 and var left ? Math.Pow(left / l.B, -1 / l.Beta) : double.PositiveInfinity;

// mistake: 06-tokens / the exponent without its sign
// hint: the exponent lacks its minus
double TokensNeeded(ChinchillaLaw l, double n, double loss) =>
    loss - l.E - (l.A / Math.Pow(n, l.Alpha)) is > 0 and var left ? Math.Pow(left / l.B, 1 / l.Beta) : double.PositiveInfinity;

// mistake: 06-tokens / forgets B
// hint: You took the power of what is left as it is
double TokensNeeded(ChinchillaLaw l, double n, double loss) =>
    loss - l.E - (l.A / Math.Pow(n, l.Alpha)) is > 0 and var left ? Math.Pow(left, -1 / l.Beta) : double.PositiveInfinity;

// mistake: 06-tokens / a power of something negative
// hint: A power of something negative is NaN
double TokensNeeded(ChinchillaLaw l, double n, double loss) =>
    Math.Pow((loss - l.E - (l.A / Math.Pow(n, l.Alpha))) / l.B, -1 / l.Beta);

// mistake: 06-break-even / serving as dear as training
// hint: You let a served token cost 6·N like a trained one
double BreakEven(double largeN, double largeD, double smallN, double smallD) => ((smallN * smallD) - (largeN * largeD)) / (largeN - smallN);

// mistake: 06-break-even / the wrong sign
// hint: A demand below zero
double BreakEven(double largeN, double largeD, double smallN, double smallD) => 3 * ((smallN * smallD) - (largeN * largeD)) / (smallN - largeN);

// mistake: 06-break-even / the large one trains for nothing
// hint: You compare with the whole training of the small model
double BreakEven(double largeN, double largeD, double smallN, double smallD) => 3 * smallN * smallD / (largeN - smallN);

// mistake: 06-break-even / serving by the small model alone
// hint: You divided by the size of the small model
double BreakEven(double largeN, double largeD, double smallN, double smallD) => 3 * ((smallN * smallD) - (largeN * largeD)) / smallN;

// mistake: 06-price / forgets the demand
// hint: That is the best model for training alone
double CheapestSize(ChinchillaLaw l, double loss, double served, double servingPrice) => l.ComputeOptimalOfLoss(loss).Parameters;

// mistake: 06-price / the price is not used
// hint: The price changes nothing yet
double CheapestSize(ChinchillaLaw l, double loss, double served, double servingPrice) => InferenceAwareOptimum.For(l, loss, served).Parameters;

// mistake: 06-price / divides by the price
// hint: You divided the demand by the price
double CheapestSize(ChinchillaLaw l, double loss, double served, double servingPrice) => InferenceAwareOptimum.For(l, loss, served / servingPrice).Parameters;

// mistake: 06-price / divides the size
// hint: You divided the size by the price
double CheapestSize(ChinchillaLaw l, double loss, double served, double servingPrice) => InferenceAwareOptimum.For(l, loss, served).Parameters / servingPrice;
