// Solutions of chapter 03. Each section takes the place of the exercise's cell.

// exercise: 03-count
long Count(long layers, long channels, long vocabulary, long context) =>
    ((vocabulary + context) * channels) + (layers * ((12 * channels * channels) + (2 * channels))) + channels;

// exercise: 03-rmsnorm
Tensor RootMeanSquareNorm(Tensor x, Tensor gain) => x / (x.square().mean([-1], keepdim: true) + 1e-5).sqrt() * gain;

// exercise: 03-turn
(double X, double Y) Turn(double x, double y, int position, double speed)
{
    var (cos, sin) = (Math.Cos(position * speed), Math.Sin(position * speed));
    return ((x * cos) - (y * sin), (x * sin) + (y * cos));
}
