// Typical wrong answers to the exercises of chapter 05. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 05-days / seconds
// hint: These are seconds
double Days(double n, double d, double speed, double use) => 6 * n * d / (speed * use);

// mistake: 05-days / an idle machine counts as busy
// hint: The machine is busy for 40% of its time only, and you let it work all of it
double Days(double n, double d, double speed, double use) => 6 * n * d / speed / 86_400;

// mistake: 05-days / multiplies by the use
// hint: You multiplied by use
double Days(double n, double d, double speed, double use) => 6 * n * d / speed * use / 86_400;

// mistake: 05-days / forwards only
// hint: Two operations for each weight and token are the way forwards alone
double Days(double n, double d, double speed, double use) => 2 * n * d / (speed * use) / 86_400;

// mistake: 05-days / forgets the six
// hint: That is N·D
double Days(double n, double d, double speed, double use) => n * d / (speed * use) / 86_400;

// mistake: 05-huber / without the half
// hint: That is the whole square
double Huber(double miss, double delta) => Math.Abs(miss) is var size && size <= delta ? size * size : delta * (size - (delta / 2));

// mistake: 05-huber / the line everywhere
// hint: You took the straight line for a small miss as well
double Huber(double miss, double delta) => delta * (Math.Abs(miss) - (delta / 2));

// mistake: 05-huber / squares everywhere
// hint: You squared a large miss, too
double Huber(double miss, double delta) => miss * miss / 2;

// mistake: 05-huber / a line that does not meet
// hint: Your line has the right slope, but at delta it does not meet the parabola
double Huber(double miss, double delta) => Math.Abs(miss) is var size && size <= delta ? size * size / 2 : delta * size;

// mistake: 05-huber / a slope of one
// hint: It is right for delta = 1 only
double Huber(double miss, double delta) => Math.Abs(miss) is var size && size <= delta ? size * size / 2 : size - (delta / 2);

// mistake: 05-huber / a negative miss counts as small
// hint: your condition takes it for a small miss
double Huber(double miss, double delta) => miss <= delta ? miss * miss / 2 : delta * (miss - (delta / 2));

// mistake: 05-best / the tokens
// hint: These are the tokens of the best training
double BestSize(ChinchillaLaw l, double flops) => 
    Math.Pow(l.Beta * l.B / (l.Alpha * l.A), 1 / (l.Alpha + l.Beta)) * Math.Pow(flops / 6, l.Alpha / (l.Alpha + l.Beta));

// mistake: 05-best / forgets the six
// hint: You took the whole budget for N·D
double BestSize(ChinchillaLaw l, double flops) => 
    Math.Pow(l.Alpha * l.A / (l.Beta * l.B), 1 / (l.Alpha + l.Beta)) * Math.Pow(flops, l.Beta / (l.Alpha + l.Beta));

// mistake: 05-best / the exponents exchanged
// hint: The exponents are exchanged
double BestSize(ChinchillaLaw l, double flops) => 
    Math.Pow(l.Alpha * l.A / (l.Beta * l.B), 1 / (l.Alpha + l.Beta)) * Math.Pow(flops / 6, l.Alpha / (l.Alpha + l.Beta));

// mistake: 05-best / G upside down
// hint: G is upside down
double BestSize(ChinchillaLaw l, double flops) => 
    Math.Pow(l.Beta * l.B / (l.Alpha * l.A), 1 / (l.Alpha + l.Beta)) * Math.Pow(flops / 6, l.Beta / (l.Alpha + l.Beta));
