// Solutions of chapter 02. Each section takes the place of the exercise's cell.

// exercise: 02-carry
(long Lstm, long Transformer) Carried(int layers, int width, int tokens) => (2L * layers * width, 2L * layers * width * tokens);

// exercise: 02-gate
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => 1 / (1 + Math.Exp(-x));
    var next = (Gate(forget) * memory) + (Gate(takeIn) * Math.Tanh(candidate));
    return (Gate(show) * Math.Tanh(next), next);
}

// exercise: 02-weights
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.masked_fill(later, double.NegativeInfinity).softmax(-1);
}
