// Typical wrong answers to the exercises of chapter 03. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 03-count / counts the head again
// hint: You counted a table for the head as well
long Count(long layers, long channels, long vocabulary, long context) =>
    ((2 * vocabulary + context) * channels) + (layers * ((12 * channels * channels) + (2 * channels))) + channels;

// mistake: 03-count / forgets the positions
// hint: The learned positions are missing
long Count(long layers, long channels, long vocabulary, long context) =>
    (vocabulary * channels) + (layers * ((12 * channels * channels) + (2 * channels))) + channels;

// mistake: 03-count / forgets the last norm
// hint: The last norm is missing
long Count(long layers, long channels, long vocabulary, long context) =>
    ((vocabulary + context) * channels) + (layers * ((12 * channels * channels) + (2 * channels))) + 0;

// mistake: 03-count / forgets the gains
// hint: The matrices are right, but each layer has two norms as well, with a gain of C numbers each.
long Count(long layers, long channels, long vocabulary, long context) =>
    ((vocabulary + context) * channels) + (layers * (12 * channels * channels)) + channels;

// mistake: 03-count / forgets the output matrix
// hint: Attention has four matrices, not three
long Count(long layers, long channels, long vocabulary, long context) =>
    ((vocabulary + context) * channels) + (layers * ((11 * channels * channels) + (2 * channels))) + channels;

// mistake: 03-count / one feed-forward matrix
// hint: The feed-forward part has two matrices
long Count(long layers, long channels, long vocabulary, long context) =>
    ((vocabulary + context) * channels) + (layers * ((8 * channels * channels) + (2 * channels))) + channels;

// mistake: 03-rmsnorm / no root
// hint: You divided by the mean of the squares itself
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / (x.square().mean([-1], keepdim: true) + 1e-5) * gain;

// mistake: 03-rmsnorm / the length
// hint: You divided by the length, the root of the sum of squares
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / (x.square().sum([-1], keepdim: true) + 1e-5).sqrt() * gain;

// mistake: 03-rmsnorm / LayerNorm
// hint: You subtracted the mean
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => (x - x.mean([-1], keepdim: true)) / ((x - x.mean([-1], keepdim: true)).square().mean([-1], keepdim: true) + 1e-5).sqrt() * gain;

// mistake: 03-rmsnorm / one mean for all
// hint: You took one mean over the whole batch
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / (x.square().mean() + 1e-5).sqrt() * gain;

// mistake: 03-rmsnorm / no keepdim
// hint: along the last dimension, keepdim: true.
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / (x.square().mean([-1]) + 1e-5).sqrt() * gain;

// mistake: 03-rmsnorm / no gain
// hint: The gain makes no difference yet
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / (x.square().mean([-1], keepdim: true) + 1e-5).sqrt();

// mistake: 03-rmsnorm / no epsilon
// hint: 0 / 0 is NaN
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / x.square().mean([-1], keepdim: true).sqrt() * gain;

// mistake: 03-turn / sine and cosine exchanged
// hint: Sine and cosine have changed places
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var angle = position * speed;
    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
    return ((x * sin) - (y * cos), (x * cos) + (y * sin));
}

// mistake: 03-turn / the position is not used
// hint: The arrow turns at position 0 too
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var angle = speed;
    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
    return ((x * cos) - (y * sin), (x * sin) + (y * cos));
}

// mistake: 03-turn / uses the new x for y
// hint: You worked y out from the new x
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var angle = position * speed;
    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
    x = (x * cos) - (y * sin);
    y = (x * sin) + (y * cos);
    return (x, y);
}

// mistake: 03-turn / two equal signs
// hint: Both lines have the same sign
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var angle = position * speed;
    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
    return ((x * cos) + (y * sin), (x * sin) + (y * cos));
}

// mistake: 03-turn / clockwise
// hint: That is clockwise
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var angle = position * speed;
    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
    return ((x * cos) + (y * sin), (y * cos) - (x * sin));
}

// mistake: 03-turn / degrees
// hint: You turned radians into degrees or back
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var angle = position * speed * Math.PI / 180;
    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
    return ((x * cos) - (y * sin), (x * sin) + (y * cos));
}
