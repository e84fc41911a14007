// Solutions of chapter 06. Each section takes the place of the exercise's cell.

// exercise: 06-tokens
double TokensNeeded(ChinchillaLaw l, double n, double loss) =>
    loss - l.E - (l.A / Math.Pow(n, l.Alpha)) is > 0 and var left ? Math.Pow(left / l.B, -1 / l.Beta) : double.PositiveInfinity;

// exercise: 06-break-even
double BreakEven(double largeN, double largeD, double smallN, double smallD) => 3 * ((smallN * smallD) - (largeN * largeD)) / (largeN - smallN);

// exercise: 06-price
double CheapestSize(ChinchillaLaw l, double loss, double served, double servingPrice) => InferenceAwareOptimum.For(l, loss, servingPrice * served).Parameters;
