// Typical wrong answers to the exercises of chapter 02. Each takes the place of the exercise's cell; its check must give the hint.

// mistake: 02-carry / the LSTM keeps every state
// hint: You multiplied the need of the LSTM by the tokens, too
(long Lstm, long Transformer) Carried(int layers, int width, int tokens) => (2L * layers * width * tokens, 2L * layers * width * tokens);

// mistake: 02-carry / one layer
// hint: That is one layer
(long Lstm, long Transformer) Carried(int layers, int width, int tokens) => (2L * width, 2L * layers * width * tokens);

// mistake: 02-carry / the state alone
// hint: That is the state of each layer alone
(long Lstm, long Transformer) Carried(int layers, int width, int tokens) => ((long)layers * width, 2L * layers * width * tokens);

// mistake: 02-carry / keys without values
// hint: That is the keys alone
(long Lstm, long Transformer) Carried(int layers, int width, int tokens) => (2L * layers * width, (long)layers * width * tokens);

// mistake: 02-carry / all pairs of tokens
// hint: The weights between all pairs of tokens are worked out and forgotten again
(long Lstm, long Transformer) Carried(int layers, int width, int tokens) => (2L * layers * width, (long)layers * tokens * tokens);

// mistake: 02-gate / no sigmoid
// hint: You multiplied by what the gate gets, not by the gate
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => x;
    var next = (Gate(forget) * memory) + (Gate(takeIn) * Math.Tanh(candidate));
    return (Gate(show) * Math.Tanh(next), next);
}

// mistake: 02-gate / a tanh for a gate
// hint: The gates are squashed by tanh, which goes down to -1
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => Math.Tanh(x);
    var next = (Gate(forget) * memory) + (Gate(takeIn) * Math.Tanh(candidate));
    return (Gate(show) * Math.Tanh(next), next);
}

// mistake: 02-gate / forgets where it should keep
// hint: The forget gate works the wrong way round
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => 1 / (1 + Math.Exp(-x));
    var next = ((1 - Gate(forget)) * memory) + (Gate(takeIn) * Math.Tanh(candidate));
    return (Gate(show) * Math.Tanh(next), next);
}

// mistake: 02-gate / a candidate without tanh
// hint: The candidate comes in as it is
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => 1 / (1 + Math.Exp(-x));
    var next = (Gate(forget) * memory) + (Gate(takeIn) * candidate);
    return (Gate(show) * Math.Tanh(next), next);
}

// mistake: 02-gate / the memory is not squashed
// hint: You showed the memory as it is
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => 1 / (1 + Math.Exp(-x));
    var next = (Gate(forget) * memory) + (Gate(takeIn) * Math.Tanh(candidate));
    return (Gate(show) * next, next);
}

// mistake: 02-gate / shows the old memory
// hint: You showed what was in memory before this step
(double State, double Memory) Step(double memory, double takeIn, double forget, double show, double candidate)
{
    double Gate(double x) => 1 / (1 + Math.Exp(-x));
    var next = (Gate(forget) * memory) + (Gate(takeIn) * Math.Tanh(candidate));
    return (Gate(show) * Math.Tanh(memory), next);
}

// mistake: 02-weights / softmax along the queries
// hint: Your columns add up to one
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.masked_fill(later, double.NegativeInfinity).softmax(0);
}

// mistake: 02-weights / masked after the softmax
// hint: Only the last row adds up to one
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.softmax(-1).masked_fill(later, 0);
}

// mistake: 02-weights / masks itself
// hint: your mask hides the diagonal too
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(0);
    return scores.masked_fill(later, double.NegativeInfinity).softmax(-1);
}

// mistake: 02-weights / fills with zero
// hint: You filled the later scores with 0, but exp(0) is 1
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.masked_fill(later, 0).softmax(-1);
}

// mistake: 02-weights / the past is masked
// hint: You hid the past and not the future
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).tril(-1);
    return scores.masked_fill(later, double.NegativeInfinity).softmax(-1);
}

// mistake: 02-weights / no mask
// hint: Fill scores above the diagonal with minus infinity before the softmax.
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / Math.Sqrt(queries.shape[1]);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.softmax(-1);
}

// mistake: 02-weights / not divided
// hint: The scores are not divided at all
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T);
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.masked_fill(later, double.NegativeInfinity).softmax(-1);
}

// mistake: 02-weights / divided by D
// hint: You divided by D
Tensor Weights(Tensor queries, Tensor keys)
{
    var length = queries.shape[0];
    var scores = TensorMath.MatMul(queries, keys.T) / queries.shape[1];
    var later = ones(length, length, dtype: ScalarType.Bool).triu(1);
    return scores.masked_fill(later, double.NegativeInfinity).softmax(-1);
}
