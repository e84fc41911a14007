// Solutions of chapter 05. Each section takes the place of the exercise's cell.

// exercise: 05-days
double Days(double n, double d, double speed, double use) => 6 * n * d / (speed * use) / 86_400;

// exercise: 05-huber
double Huber(double miss, double delta) => Math.Abs(miss) is var size && size <= delta ? size * size / 2 : delta * (size - (delta / 2));

// exercise: 05-best
double BestSize(ChinchillaLaw l, double flops) =>
    Math.Pow(l.Alpha * l.A / (l.Beta * l.B), 1 / (l.Alpha + l.Beta)) * Math.Pow(flops / 6, l.Beta / (l.Alpha + l.Beta));
